package org.sallyport.proxy.rules;

/** What is said at the top of rules of either kind. */
final class Headers {

    private Headers() {}

    static void purpose(Page page, RulesRequest request) {
        page.say(
                "",
                "Sallyport: hands clients' connections to the gateway ("
                        + (request.tproxy() ? "TPROXY" : "REDIRECT") + ", "
                        + request.families().words() + ").");
        page.line("#");
        page.say(
                "",
                "From " + String.join(", ", request.lan()) + "; "
                        + request.ports().words() + "; to port " + request.listenPort()
                        + ", where the transparent entry listens with mode "
                        + (request.tproxy() ? "tproxy" : "redirect") + ".");
        page.say(
                "",
                request.failOpen()
                        ? "FAIL-OPEN: while the gateway is down, clients go past it, unread and unrecorded."
                        : "Fail-closed: while the gateway is down, what it should have seen goes nowhere.");
        page.line("#");
    }

    /** For rules that can't see whether the gateway is there. */
    static void comeAndGo(Page page, String load, String unload) {
        page.say(
                "",
                "FAIL-OPEN needs more than these rules: they can't see whether the gateway is there, and clients get nowhere when it "
                        + "is not. So they must come and go with it. In the gateway's unit, and not at the start of the machine:");
        page.show("ExecStartPost=+" + load).show("ExecStopPost=+" + unload);
    }

    static void notes(Page page, RulesRequest request) {
        page.line("#");
        page.say(
                "",
                "The host's own firewall must let "
                        + (request.tproxy()
                                ? "packets with mark " + String.format("0x%x", request.mark())
                                        + " in, to whatever address and port."
                                : "clients in to port " + request.listenPort() + "."));
        page.say(
                "",
                "Connections that were open before stay unread: "
                        + (request.failOpen()
                                ? "restart the clients, or forget them with 'conntrack -F'."
                                : "here they are cut, and clients sign on again."));
        if (!request.ports().contains(443)) {
            page.say(
                    "",
                    "Ports 80 and 443, which most messengers fall back to, are not caught; --ports im,80,443 adds them and keeps QUIC (UDP "
                            + "443) in, so that browsers use TCP. Or close them towards the messengers' addresses.");
        }
        page.say(
                "",
                "Voice and video by UDP (STUN, RTP: any port) can't be read by the gateway; a firewall that lets no UDP out but DNS stops it.");
        page.gap();
    }

    static String udp(RulesRequest request) {
        return request.udp().size() == 2
                ? "UDP the gateway can't read: QUIC (browsers then use TCP) and ICQ of before 2000."
                : request.udp().contains(443)
                        ? "QUIC, which the gateway can't read: browsers then use TCP."
                        : "ICQ of before 2000 spoke UDP, which the gateway can't read.";
    }
}
