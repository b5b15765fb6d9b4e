#!/bin/sh
# Sallyport: hands clients' connections to the gateway (TPROXY, IPv4 and IPv6).
#
# From lan0; TCP ports 80, 443, 1000-1001, 1003-1004, 1006-1007, 1503, 1863, 3574, 4443, 5050, 5100-5101, 5190-5193,
# 6891-6901, 7320, 9898; to port 1081, where the transparent entry listens with mode tproxy.
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
# The host's own firewall must let packets with mark 0x1081 in, to whatever address and port.
# Connections that were open before stay unread: here they are cut, and clients sign on again.
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
  ip -4 rule del fwmark 0x1081 lookup 1081 2>/dev/null || :
  ip -4 route del local default dev lo table 1081 2>/dev/null || :
  ip -6 rule del fwmark 0x1081 lookup 1081 2>/dev/null || :
  ip -6 route del local default dev lo table 1081 2>/dev/null || :
}

case "${1:-}" in
  undo) undo; exit 0 ;;
  '') ;;
  *) echo "usage: $0 [undo]" >&2; exit 2 ;;
esac

# Packets with the mark stay on this machine, whomever they are addressed to.
ip -4 rule list | grep -q 'fwmark 0x1081 lookup 1081' || ip -4 rule add fwmark 0x1081 lookup 1081
ip -4 route replace local default dev lo table 1081
ip -6 rule list | grep -q 'fwmark 0x1081 lookup 1081' || ip -6 rule add fwmark 0x1081 lookup 1081
ip -6 route replace local default dev lo table 1081

# ---- IPv4
iptables-restore -w --noflush <<'END'
*filter
:SALLYPORT_FWD - [0:0]
:SALLYPORT_KEEP - [0:0]
# The second lock: whatever was not handed over does not leave by this machine either.
-A SALLYPORT_FWD -i lan0 -j SALLYPORT_KEEP
# Answers to connections from outside may go; these ports may be theirs by chance.
-A SALLYPORT_KEEP -m conntrack --ctdir REPLY -j RETURN
-A SALLYPORT_KEEP -p tcp -m multiport --dports 80,443,1000:1001,1003:1004,1006:1007,1503,1863,3574,4443,5050,5100:5101 -j DROP
-A SALLYPORT_KEEP -p tcp -m multiport --dports 5190:5193,6891:6901,7320,9898 -j DROP
# UDP the gateway can't read: QUIC (browsers then use TCP) and ICQ of before 2000.
-A SALLYPORT_KEEP -p udp -m multiport --dports 443,4000 -j DROP
COMMIT
END
jump iptables filter FORWARD SALLYPORT_FWD

iptables-restore -w --noflush <<'END'
*mangle
:SALLYPORT_PRE - [0:0]
:SALLYPORT_HERE - [0:0]
:SALLYPORT_TCP - [0:0]
# Packets of connections the gateway has, among them services' answers to a client's address: they stay here. It must
# come first. A socket that only listens does not count.
-A SALLYPORT_PRE -p tcp -m socket --transparent -j SALLYPORT_HERE
-A SALLYPORT_HERE -j MARK --set-mark 0x1081
-A SALLYPORT_HERE -j ACCEPT
# Clients. Only what comes in by these interfaces: the gateway's own connections never do, so there is no loop.
-A SALLYPORT_PRE -i lan0 -p tcp -j SALLYPORT_TCP
# Answers of servers on the clients' side to somebody outside: not for the gateway.
-A SALLYPORT_TCP -m conntrack --ctdir REPLY -j RETURN
# What is for this machine itself (console, ssh, DNS) is not caught.
-A SALLYPORT_TCP -m addrtype --dst-type LOCAL -j RETURN
# To the gateway, unchanged; the mark makes the kernel keep it here. With nobody listening, the target drops the
# packet.
-A SALLYPORT_TCP -p tcp -m multiport --dports 80,443,1000:1001,1003:1004,1006:1007,1503,1863,3574,4443,5050,5100:5101 -j TPROXY --on-port 1081 --tproxy-mark 0x1081
-A SALLYPORT_TCP -p tcp -m multiport --dports 5190:5193,6891:6901,7320,9898 -j TPROXY --on-port 1081 --tproxy-mark 0x1081
# Fail-closed, and said so.
-A SALLYPORT_TCP -p tcp -m multiport --dports 80,443,1000:1001,1003:1004,1006:1007,1503,1863,3574,4443,5050,5100:5101 -j DROP
-A SALLYPORT_TCP -p tcp -m multiport --dports 5190:5193,6891:6901,7320,9898 -j DROP
COMMIT
END
jump iptables mangle PREROUTING SALLYPORT_PRE
# What was there of the other mode, or of other options.
gone iptables nat PREROUTING SALLYPORT_PRE
gone iptables nat OUTPUT SALLYPORT_OUT SALLYPORT_TCP
gone iptables filter OUTPUT SALLYPORT_OWN

# ---- IPv6
ip6tables-restore -w --noflush <<'END'
*filter
:SALLYPORT_FWD - [0:0]
:SALLYPORT_KEEP - [0:0]
# The second lock: whatever was not handed over does not leave by this machine either.
-A SALLYPORT_FWD -i lan0 -j SALLYPORT_KEEP
# Answers to connections from outside may go; these ports may be theirs by chance.
-A SALLYPORT_KEEP -m conntrack --ctdir REPLY -j RETURN
-A SALLYPORT_KEEP -p tcp -m multiport --dports 80,443,1000:1001,1003:1004,1006:1007,1503,1863,3574,4443,5050,5100:5101 -j DROP
-A SALLYPORT_KEEP -p tcp -m multiport --dports 5190:5193,6891:6901,7320,9898 -j DROP
# UDP the gateway can't read: QUIC (browsers then use TCP) and ICQ of before 2000.
-A SALLYPORT_KEEP -p udp -m multiport --dports 443,4000 -j DROP
COMMIT
END
jump ip6tables filter FORWARD SALLYPORT_FWD

ip6tables-restore -w --noflush <<'END'
*mangle
:SALLYPORT_PRE - [0:0]
:SALLYPORT_HERE - [0:0]
:SALLYPORT_TCP - [0:0]
# Packets of connections the gateway has, among them services' answers to a client's address: they stay here. It must
# come first. A socket that only listens does not count.
-A SALLYPORT_PRE -p tcp -m socket --transparent -j SALLYPORT_HERE
-A SALLYPORT_HERE -j MARK --set-mark 0x1081
-A SALLYPORT_HERE -j ACCEPT
# Clients. Only what comes in by these interfaces: the gateway's own connections never do, so there is no loop.
-A SALLYPORT_PRE -i lan0 -p tcp -j SALLYPORT_TCP
# Answers of servers on the clients' side to somebody outside: not for the gateway.
-A SALLYPORT_TCP -m conntrack --ctdir REPLY -j RETURN
# What is for this machine itself (console, ssh, DNS) is not caught.
-A SALLYPORT_TCP -m addrtype --dst-type LOCAL -j RETURN
# To the gateway, unchanged; the mark makes the kernel keep it here. With nobody listening, the target drops the
# packet.
-A SALLYPORT_TCP -p tcp -m multiport --dports 80,443,1000:1001,1003:1004,1006:1007,1503,1863,3574,4443,5050,5100:5101 -j TPROXY --on-port 1081 --tproxy-mark 0x1081
-A SALLYPORT_TCP -p tcp -m multiport --dports 5190:5193,6891:6901,7320,9898 -j TPROXY --on-port 1081 --tproxy-mark 0x1081
# Fail-closed, and said so.
-A SALLYPORT_TCP -p tcp -m multiport --dports 80,443,1000:1001,1003:1004,1006:1007,1503,1863,3574,4443,5050,5100:5101 -j DROP
-A SALLYPORT_TCP -p tcp -m multiport --dports 5190:5193,6891:6901,7320,9898 -j DROP
COMMIT
END
jump ip6tables mangle PREROUTING SALLYPORT_PRE
# What was there of the other mode, or of other options.
gone ip6tables nat PREROUTING SALLYPORT_PRE
gone ip6tables nat OUTPUT SALLYPORT_OUT SALLYPORT_TCP
gone ip6tables filter OUTPUT SALLYPORT_OWN

