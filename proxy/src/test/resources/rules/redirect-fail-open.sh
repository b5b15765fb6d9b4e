#!/bin/sh
# Sallyport: hands clients' connections to the gateway (REDIRECT, IPv4 and IPv6).
#
# From lan0; TCP ports 1503, 1863, 3574, 4443, 5050, 5100-5101, 5190-5193, 6891-6901, 7320, 9898; to port 1081, where
# the transparent entry listens with mode redirect.
# FAIL-OPEN: while the gateway is down, clients go past it, unread and unrecorded.
#
# Install, as root:
#   install -D -m 755 THIS-FILE /etc/sallyport/sallyport-rules.sh && /etc/sallyport/sallyport-rules.sh
# Running it again replaces what is there: nothing is there twice, and there is no moment without rules.
# Undo:
#   /etc/sallyport/sallyport-rules.sh undo
# FAIL-OPEN needs more than these rules: they can't see whether the gateway is there, and clients get nowhere when it
# is not. So they must come and go with it. In the gateway's unit, and not at the start of the machine:
#   ExecStartPost=+/etc/sallyport/sallyport-rules.sh
#   ExecStopPost=+/etc/sallyport/sallyport-rules.sh undo
#
# The host's own firewall must let clients in to port 1081.
# Connections that were open before stay unread: restart the clients, or forget them with 'conntrack -F'.
# Ports 80 and 443, which most messengers fall back to, are not caught; --ports im,80,443 adds them and keeps QUIC
# (UDP 443) in, so that browsers use TCP. Or close them towards the messengers' addresses.
# Voice and video by UDP (STUN, RTP: any port) can't be read by the gateway; a firewall that lets no UDP out but DNS
# stops it.

set -eu
PATH=/usr/sbin:/sbin:/usr/bin:/bin
export PATH

# jump COMMAND TABLE CHAIN OURS: our chain comes first there, once.
jump() {
  "$1" -w -t "$2" -C "$3" -j "$4" 2>/dev/null || "$1" -w -t "$2" -I "$3" 1 -j "$4"
}

# gone COMMAND TABLE CHAIN OURS [MORE...]: no jump from there to our chain, and neither it nor more of ours.
gone() {
  command="$1" table="$2" hook="$3"
  shift 3
  while "$command" -w -t "$table" -D "$hook" -j "$1" 2>/dev/null; do :; done
  for ours in "$@"; do "$command" -w -t "$table" -F "$ours" 2>/dev/null || :; done
  for ours in "$@"; do "$command" -w -t "$table" -X "$ours" 2>/dev/null || :; done
}

undo() {
  for each in iptables ip6tables; do
    command -v "$each" >/dev/null 2>&1 || continue
    gone "$each" nat PREROUTING SALLYPORT_PRE SALLYPORT_TCP
    gone "$each" nat OUTPUT SALLYPORT_OUT SALLYPORT_TCP
    gone "$each" mangle PREROUTING SALLYPORT_PRE SALLYPORT_HERE SALLYPORT_TCP
    gone "$each" filter FORWARD SALLYPORT_FWD SALLYPORT_KEEP
    gone "$each" filter OUTPUT SALLYPORT_OWN SALLYPORT_KEEP
  done
}

case "${1:-}" in
  undo) undo; exit 0 ;;
  '') ;;
  *) echo "usage: $0 [undo]" >&2; exit 2 ;;
esac

# ---- IPv4
iptables-restore -w --noflush <<'END'
*nat
:SALLYPORT_PRE - [0:0]
:SALLYPORT_TCP - [0:0]
# Clients. Only what comes in by these interfaces: the gateway's own connections never do, so there is no loop.
-A SALLYPORT_PRE -i lan0 -p tcp -j SALLYPORT_TCP
# What is for this machine itself (console, ssh, DNS) is not caught.
-A SALLYPORT_TCP -m addrtype --dst-type LOCAL -j RETURN
# The kernel remembers where it was going, and the gateway asks. Nobody listening there: the client is refused.
-A SALLYPORT_TCP -p tcp -m multiport --dports 1503,1863,3574,4443,5050,5100:5101,5190:5193,6891:6901,7320,9898 -j REDIRECT --to-ports 1081
COMMIT
END
jump iptables nat PREROUTING SALLYPORT_PRE
# What was there of the other mode, or of other options.
gone iptables nat OUTPUT SALLYPORT_OUT
gone iptables mangle PREROUTING SALLYPORT_PRE SALLYPORT_HERE SALLYPORT_TCP
gone iptables filter FORWARD SALLYPORT_FWD
gone iptables filter OUTPUT SALLYPORT_OWN SALLYPORT_KEEP

# ---- IPv6
ip6tables-restore -w --noflush <<'END'
*nat
:SALLYPORT_PRE - [0:0]
:SALLYPORT_TCP - [0:0]
# Clients. Only what comes in by these interfaces: the gateway's own connections never do, so there is no loop.
-A SALLYPORT_PRE -i lan0 -p tcp -j SALLYPORT_TCP
# What is for this machine itself (console, ssh, DNS) is not caught.
-A SALLYPORT_TCP -m addrtype --dst-type LOCAL -j RETURN
# The kernel remembers where it was going, and the gateway asks. Nobody listening there: the client is refused.
-A SALLYPORT_TCP -p tcp -m multiport --dports 1503,1863,3574,4443,5050,5100:5101,5190:5193,6891:6901,7320,9898 -j REDIRECT --to-ports 1081
COMMIT
END
jump ip6tables nat PREROUTING SALLYPORT_PRE
# What was there of the other mode, or of other options.
gone ip6tables nat OUTPUT SALLYPORT_OUT
gone ip6tables mangle PREROUTING SALLYPORT_PRE SALLYPORT_HERE SALLYPORT_TCP
gone ip6tables filter FORWARD SALLYPORT_FWD
gone ip6tables filter OUTPUT SALLYPORT_OWN SALLYPORT_KEEP

