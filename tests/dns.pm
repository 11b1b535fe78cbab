# What asks name servers by UDP: queries as packets, and what replies say.
package dns;
use strict;
use warnings;
use IO::Socket::INET;
use Socket qw(AF_INET6 inet_ntop);

our %type = (A => 1, TXT => 16, AAAA => 28);

# A socket to the server on a port of 127.0.0.1.
sub server {
	my ($port) = @_;
	return IO::Socket::INET->new(
		Proto    => 'udp',
		PeerAddr => '127.0.0.1',
		PeerPort => $port
	) // die "port $port: $!\n";
}

# query(ID, TYPE, NAME): the question for a name without a final dot.
sub query {
	my ($id, $type, $name) = @_;
	return pack('n6', $id, 0x0100, 1, 0, 0, 0) .
	    pack('(C/a)*', split /\./, $name) . pack('xn2', $type{$type}, 1);
}

# The ID of a reply.
sub id {
	my ($reply) = @_;
	return unpack 'n', $reply;
}

# The offset behind the name at an offset.
sub skip_name {
	my ($reply, $at) = @_;
	while ((my $n = ord substr $reply, $at, 1) > 0) {
		return $at + 2 if $n >= 192;
		$at += $n + 1;
	}
	return $at + 1;
}

sub text_of {
	my ($type, $data) = @_;
	return join '.', unpack 'C4', $data if $type eq 'A';
	return inet_ntop(AF_INET6, $data) if $type eq 'AAAA';
	return join '', unpack '(C/a)*', $data;
}

# answers(REPLY, TYPE): the response code, then the answers of a type as text.
sub answers {
	my ($reply, $type) = @_;
	my ($flags, $answers) = (unpack 'n4', $reply)[ 1, 3 ];
	my $at = skip_name($reply, 12) + 4;
	my @found;
	for (1 .. $answers) {
		$at = skip_name($reply, $at);
		my ($got, $data) = unpack "x${at}nx2x4n/a", $reply;
		push @found, text_of($type, $data) if $got == $type{$type};
		$at += 10 + length $data;
	}
	return ($flags & 15, @found);
}

1;
