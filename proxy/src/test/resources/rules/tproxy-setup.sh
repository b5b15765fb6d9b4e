#!/bin/sh
# Sallyport: packets that the rules mark stay on this machine. Run it as root; again it changes nothing.
set -eu
ip -4 rule list | grep -q 'fwmark 0x1081 lookup 1081' || ip -4 rule add fwmark 0x1081 lookup 1081
ip -4 route replace local default dev lo table 1081
ip -6 rule list | grep -q 'fwmark 0x1081 lookup 1081' || ip -6 rule add fwmark 0x1081 lookup 1081
ip -6 route replace local default dev lo table 1081
