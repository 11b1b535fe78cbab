/* The version of Feedmill, as all its programs print it. */
#ifndef FEEDMILL_VERSION_H
#define FEEDMILL_VERSION_H

#define FEEDMILL_VERSION "0.1"

#endif
