#!/bin/sh
# Sallyport: hands clients' connections to the gateway (REDIRECT, IPv4).
#
# From lan0, br-1.20; TCP ports 5190; to port 1081, where the transparent entry listens with mode redirect.
# Fail-closed: while the gateway is down, what it should have seen goes nowhere.
#
# Install, as root:
#   install -D -m 755 THIS-FILE /etc/sallyport/sallyport-rules.sh && /etc/sallyport/sallyport-rules.sh
# Running it again replaces what is there: nothing is there twice, and there is no moment without rules.
# Undo:
#   /etc/sallyport/sallyport-rules.sh undo
# At every start of the machine: a unit with
#   Type=oneshot
#   Before=network-pre.target
#   Wants=network-pre.target
#   ExecStart=/etc/sallyport/sallyport-rules.sh
#
# The host's own firewall must let clients in to port 1081.
# Connections that were open before stay unread: here they are cut, and clients sign on again.
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
*filter
:SALLYPORT_FWD - [0:0]
:SALLYPORT_KEEP - [0:0]
:SALLYPORT_OWN - [0:0]
# The second lock: whatever was not handed over does not leave by this machine either.
-A SALLYPORT_FWD -i lan0 -j SALLYPORT_KEEP
-A SALLYPORT_FWD -i br-1.20 -j SALLYPORT_KEEP
-A SALLYPORT_OWN -m addrtype --dst-type LOCAL -j RETURN
# The last packets of a closed connection belong to no account any more: they may go.
-A SALLYPORT_OWN -m owner --socket-exists ! --uid-owner sallyport -j SALLYPORT_KEEP
# Answers to connections from outside may go; these ports may be theirs by chance.
-A SALLYPORT_KEEP -m conntrack --ctdir REPLY -j RETURN
-A SALLYPORT_KEEP -p tcp -m multiport --dports 5190 -j DROP
# ICQ of before 2000 spoke UDP, which the gateway can't read.
-A SALLYPORT_KEEP -p udp -m multiport --dports 4000 -j DROP
COMMIT
END
jump iptables filter FORWARD SALLYPORT_FWD
jump iptables filter OUTPUT SALLYPORT_OWN

iptables-restore -w --noflush <<'END'
*nat
:SALLYPORT_PRE - [0:0]
:SALLYPORT_TCP - [0:0]
:SALLYPORT_OUT - [0:0]
# Clients. Only what comes in by these interfaces: the gateway's own connections never do, so there is no loop.
-A SALLYPORT_PRE -i lan0 -p tcp -j SALLYPORT_TCP
-A SALLYPORT_PRE -i br-1.20 -p tcp -j SALLYPORT_TCP
# Programs on this machine. The gateway's own account must be left out, or it would be led to itself.
-A SALLYPORT_OUT -m owner --uid-owner sallyport -j RETURN
-A SALLYPORT_OUT -p tcp -j SALLYPORT_TCP
# What is for this machine itself (console, ssh, DNS) is not caught.
-A SALLYPORT_TCP -m addrtype --dst-type LOCAL -j RETURN
# The kernel remembers where it was going, and the gateway asks. Nobody listening there: the client is refused.
-A SALLYPORT_TCP -p tcp -m multiport --dports 5190 -j REDIRECT --to-ports 1081
COMMIT
END
jump iptables nat PREROUTING SALLYPORT_PRE
jump iptables nat OUTPUT SALLYPORT_OUT
# What was there of the other mode, or of other options.
gone iptables mangle PREROUTING SALLYPORT_PRE SALLYPORT_HERE SALLYPORT_TCP

# ---- IPv6
# Not handed over, but it must not be a way around.
if command -v ip6tables >/dev/null 2>&1; then
ip6tables-restore -w --noflush <<'END'
*filter
:SALLYPORT_FWD - [0:0]
:SALLYPORT_KEEP - [0:0]
:SALLYPORT_OWN - [0:0]
# The second lock: whatever was not handed over does not leave by this machine either.
-A SALLYPORT_FWD -i lan0 -j SALLYPORT_KEEP
-A SALLYPORT_FWD -i br-1.20 -j SALLYPORT_KEEP
-A SALLYPORT_OWN -m addrtype --dst-type LOCAL -j RETURN
# The last packets of a closed connection belong to no account any more: they may go.
-A SALLYPORT_OWN -m owner --socket-exists ! --uid-owner sallyport -j SALLYPORT_KEEP
# Answers to connections from outside may go; these ports may be theirs by chance.
-A SALLYPORT_KEEP -m conntrack --ctdir REPLY -j RETURN
-A SALLYPORT_KEEP -p tcp -m multiport --dports 5190 -j DROP
# ICQ of before 2000 spoke UDP, which the gateway can't read.
-A SALLYPORT_KEEP -p udp -m multiport --dports 4000 -j DROP
COMMIT
END
jump ip6tables filter FORWARD SALLYPORT_FWD
jump ip6tables filter OUTPUT SALLYPORT_OWN

fi
# What was there of the other mode, or of other options.
gone ip6tables nat PREROUTING SALLYPORT_PRE
gone ip6tables nat OUTPUT SALLYPORT_OUT SALLYPORT_TCP
gone ip6tables mangle PREROUTING SALLYPORT_PRE SALLYPORT_HERE SALLYPORT_TCP

