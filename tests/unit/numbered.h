/*
 * Keys that tests know by their number: the id is the letter A + number eight
 * times, the seed the number + 1 in all bytes.
 */
#ifndef FEEDMILL_UNIT_NUMBERED_H
#define FEEDMILL_UNIT_NUMBERED_H

#include <sodium.h>
#include <string.h>

#include "keys/key.h"

/* The base64 of the public keys. */
#define KEY_0  "RWRBQUFBQUFBQYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c"
#define KEY_1  "RWRCQkJCQkJCQoE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU"
#define KEY_2  "RWRDQ0NDQ0NDQ+1JKMYo0cLG6ukDOJBZlWEpWSc6XGP5NjbBRhSshzfR"
#define KEY_3  "RWRERERERERERMqTrBcFGHBx1nuDx/8O/oEI6OxFMFdddyaHkzPb2r58"
#define KEY_4  "RWRFRUVFRUVFRW56HN0psLeP0Tr0xVmP7/TvKpcWbjym8uT7/M2AUFvx"
#define KEY_5  "RWRGRkZGRkZGRoqHX/8es4RRV3rNWv7kBUVlaN18ieCQhjoFV7x69J8X"
#define KEY_6  "RWRHR0dHR0dHR+pKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs"
#define KEY_7  "RWRISEhISEhISBOY9ixtGkV8UbpqS189vS9p/KkyFiGNyJl+QWvRfZPK"
#define KEY_8  "RWRJSUlJSUlJSf0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY"
#define KEY_9  "RWRKSkpKSkpKSkOnLnFEAXYt9mtowm373yaCquyfJHTspGE+QkoPuv08"
#define KEY_10 "RWRLS0tLS0tLS2a+fjMsekUzMr2dCn99sFX1xe8aBq2mbZizn7aBDEc6"
#define KEY_11 "RWRMTExMTExMTAtROtm0kkAVygkC7QeQRNOsXb7CMG8GlIwQ2o62458t"

/* The same id as KEY_0, and the same key. */
#define KEY_0_ID  "RWRBQUFBQUFBQYE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU"
#define KEY_0_KEY "RWRaWlpaWlpaWoqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c"

/* Free with seckey_free(). */
static inline struct seckey *
numbered(int number)
{
	uint8_t id[KEY_ID_LEN], seed[crypto_sign_SEEDBYTES];
	uint8_t public[KEY_PUBLIC_LEN], secret[KEY_SECRET_LEN];

	memset(id, 'A' + number, sizeof(id));
	memset(seed, number + 1, sizeof(seed));
	crypto_sign_seed_keypair(public, secret, seed);
	return seckey_of(id, secret);
}

static inline struct pubkey
numbered_public(int number)
{
	struct seckey *key = numbered(number);
	struct pubkey public;

	seckey_public(key, &public);
	seckey_free(key);
	return public;
}

#endif
