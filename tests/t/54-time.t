#!/bin/sh
# Time alone changes what is listed, while no source says anything new.
. tests/feed.sh

feed_site 'database rbl {} database qil {}'

put rbl/traps/a.rec <<'END'
192.0.2.7 2026-11-20T10:00:00Z until=2026-11-21T12:00:00Z
END
put qil/traps/hits.rec <<'END'
192.0.2.9 2026-11-21T11:59:30Z
END

is_exit "a build" 0 compile 11:58:59
like "lists a record that has not ended" "$(lookup 192.0.2.7 rbl)" \
    ': 127\.0\.0\.2 '
is "not a hit whose minute has not begun" "$(lookup 192.0.2.9 qil)" \
    "192.0.2.9 is not listed"
is_exit "a build in that minute" 0 compile 11:59:00
like "lists the hit" "$(lookup 192.0.2.9 qil)" 'until 2026-11-21T12:05:00Z'
is_exit "a build when the record ends" 0 compile 12:00:00
is "lists it no more" "$(lookup 192.0.2.7 rbl)" "192.0.2.7 is not listed"
done_testing
