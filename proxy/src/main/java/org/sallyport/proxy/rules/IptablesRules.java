package org.sallyport.proxy.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A shell script for iptables and ip6tables. It fills chains of its own by {@code iptables-restore --noflush}, which replaces
 * the contents of a chain in one step, and puts a jump to each where it belongs, once.
 */
public final class IptablesRules {

    /** multiport takes 15 ports; a range counts as two. */
    private static final int MULTIPORT = 15;

    private final RulesRequest request;
    private final Page page = new Page();
    private final String chain;

    private IptablesRules(RulesRequest request) {
        this.request = request;
        this.chain = request.name().toUpperCase(Locale.ROOT);
    }

    /** The script; its one argument {@code undo} takes everything away again. */
    public static String text(RulesRequest request) {
        return new IptablesRules(request).write();
    }

    private String write() {
        page.line("#!/bin/sh");
        header();
        page.line("set -eu")
                .line("PATH=/usr/sbin:/sbin:/usr/bin:/bin")
                .line("export PATH")
                .gap();
        functions();
        page.line("case \"${1:-}\" in")
                .line("  undo) undo; exit 0 ;;")
                .line("  '') ;;")
                .line("  *) echo \"usage: $0 [undo]\" >&2; exit 2 ;;")
                .line("esac")
                .gap();
        if (request.tproxy()) {
            page.say("", "Packets with the mark stay on this machine, whomever they are addressed to.");
            Routing.add(request).forEach(page::line);
            page.gap();
        }
        for (Tool tool : tools()) {
            rules(tool);
        }
        return page.toString();
    }

    /**
     * One of the two commands.
     *
     * @param handsOver whether its connections are handed over, or only kept in
     */
    private record Tool(String command, String words, boolean handsOver) {}

    private List<Tool> tools() {
        return List.of(
                new Tool("iptables", "IPv4", request.families().has4()),
                new Tool("ip6tables", "IPv6", request.families().has6()));
    }

    private void header() {
        String file = "/etc/sallyport/" + request.name() + "-rules.sh";
        Headers.purpose(page, request);
        page.line("# Install, as root:")
                .show("install -D -m 755 THIS-FILE " + file + " && " + file)
                .say(
                        "",
                        "Running it again replaces what is there: nothing is there twice, and there is no moment without rules.")
                .line("# Undo:")
                .show(file + " undo");
        if (request.failOpen()) {
            Headers.comeAndGo(page, file, file + " undo");
        } else {
            page.say("", "At every start of the machine: a unit with")
                    .show("Type=oneshot")
                    .show("Before=network-pre.target")
                    .show("Wants=network-pre.target")
                    .show("ExecStart=" + file);
        }
        Headers.notes(page, request);
    }

    private void functions() {
        page.say("", "jump COMMAND TABLE CHAIN OURS: our chain comes first there, once.")
                .line("jump() {")
                .line(
                        "  \"$1\" -w -t \"$2\" -C \"$3\" -j \"$4\" 2>/dev/null || \"$1\" -w -t \"$2\" -I \"$3\" 1 -j \"$4\"")
                .line("}")
                .gap()
                .say(
                        "",
                        "gone COMMAND TABLE CHAIN OURS [MORE...]: no jump from there to our chain, and neither it nor more of ours.")
                .line("gone() {")
                .line("  command=\"$1\" table=\"$2\" hook=\"$3\"")
                .line("  shift 3")
                .line("  while \"$command\" -w -t \"$table\" -D \"$hook\" -j \"$1\" 2>/dev/null; do :; done")
                .line("  for ours in \"$@\"; do \"$command\" -w -t \"$table\" -F \"$ours\" 2>/dev/null || :; done")
                .line("  for ours in \"$@\"; do \"$command\" -w -t \"$table\" -X \"$ours\" 2>/dev/null || :; done")
                .line("}")
                .gap()
                .line("undo() {")
                .line("  for each in iptables ip6tables; do")
                .line("    command -v \"$each\" >/dev/null 2>&1 || continue");
        String in = "    gone \"$each\" ";
        page.line(in + "nat PREROUTING " + chain + "_PRE " + chain + "_TCP")
                .line(in + "nat OUTPUT " + chain + "_OUT " + chain + "_TCP")
                .line(in + "mangle PREROUTING " + chain + "_PRE " + chain + "_HERE " + chain + "_TCP")
                .line(in + "filter FORWARD " + chain + "_FWD " + chain + "_KEEP")
                .line(in + "filter OUTPUT " + chain + "_OWN " + chain + "_KEEP")
                .line("  done");
        if (request.tproxy()) {
            Routing.remove(request).forEach(line -> page.line("  " + line + " 2>/dev/null || :"));
        }
        page.line("}").gap();
    }

    private void rules(Tool tool) {
        boolean own = request.user() != null;
        page.say("", "---- " + tool.words());
        boolean keepsIn = !tool.handsOver() && !request.failOpen();
        if (keepsIn) {
            page.say("", "Not handed over, but it must not be a way around.")
                    .line("if command -v " + tool.command() + " >/dev/null 2>&1; then");
        }
        if (!request.failOpen()) {
            keptIn(tool, own);
        }
        if (tool.handsOver()) {
            page.line(tool.command() + "-restore -w --noflush <<'END'");
            if (request.tproxy()) {
                tproxy();
            } else {
                redirect(own);
            }
            page.line("COMMIT").line("END");
            String table = request.tproxy() ? "mangle" : "nat";
            page.line("jump " + tool.command() + " " + table + " PREROUTING " + chain + "_PRE");
            if (own) {
                page.line("jump " + tool.command() + " nat OUTPUT " + chain + "_OUT");
            }
        }
        if (keepsIn) {
            page.line("fi");
        }
        leftovers(tool, own);
        page.gap();
    }

    /** What an earlier script with other options may have left. */
    private void leftovers(Tool tool, boolean own) {
        page.say("", "What was there of the other mode, or of other options.");
        String gone = "gone " + tool.command() + " ";
        if (request.tproxy() || !tool.handsOver()) {
            page.line(gone + "nat PREROUTING " + chain + "_PRE");
            page.line(gone + "nat OUTPUT " + chain + "_OUT " + chain + "_TCP");
        } else if (!own) {
            page.line(gone + "nat OUTPUT " + chain + "_OUT");
        }
        if (!request.tproxy() || !tool.handsOver()) {
            page.line(gone + "mangle PREROUTING " + chain + "_PRE " + chain + "_HERE " + chain + "_TCP");
        }
        if (request.failOpen()) {
            page.line(gone + "filter FORWARD " + chain + "_FWD");
            page.line(gone + "filter OUTPUT " + chain + "_OWN " + chain + "_KEEP");
        } else if (!own) {
            page.line(gone + "filter OUTPUT " + chain + "_OWN");
        }
    }

    private void redirect(boolean own) {
        page.line("*nat").line(":" + chain + "_PRE - [0:0]").line(":" + chain + "_TCP - [0:0]");
        if (own) {
            page.line(":" + chain + "_OUT - [0:0]");
        }
        clients("_TCP", "-p tcp ");
        if (own) {
            page.say(
                    "",
                    "Programs on this machine. The gateway's own account must be left out, or it would be led to itself.");
            rule("_OUT", "-m owner --uid-owner " + request.user() + " -j RETURN");
            rule("_OUT", "-p tcp -j " + chain + "_TCP");
        }
        local("_TCP");
        page.say(
                "",
                "The kernel remembers where it was going, and the gateway asks. Nobody listening there: the client is refused.");
        for (String ports : ports()) {
            rule("_TCP", "-p tcp" + ports + " -j REDIRECT --to-ports " + request.listenPort());
        }
    }

    private void tproxy() {
        String mark = String.format("0x%x", request.mark());
        page.line("*mangle")
                .line(":" + chain + "_PRE - [0:0]")
                .line(":" + chain + "_HERE - [0:0]")
                .line(":" + chain + "_TCP - [0:0]");
        page.say(
                "",
                "Packets of connections the gateway has, among them services' answers to a client's address: they stay here. It must "
                        + "come first. A socket that only listens does not count.");
        rule("_PRE", "-p tcp -m socket --transparent -j " + chain + "_HERE");
        rule("_HERE", "-j MARK --set-mark " + mark);
        rule("_HERE", "-j ACCEPT");
        clients("_TCP", "-p tcp ");
        page.say("", "Answers of servers on the clients' side to somebody outside: not for the gateway.");
        rule("_TCP", "-m conntrack --ctdir REPLY -j RETURN");
        local("_TCP");
        page.say(
                "",
                "To the gateway, unchanged; the mark makes the kernel keep it here. With nobody listening, the target drops the packet.");
        for (String ports : ports()) {
            rule("_TCP", "-p tcp" + ports + " -j TPROXY --on-port " + request.listenPort() + " --tproxy-mark " + mark);
        }
        if (!request.failOpen()) {
            page.say("", "Fail-closed, and said so.");
            for (String ports : ports()) {
                rule("_TCP", "-p tcp" + ports + " -j DROP");
            }
        }
    }

    private void clients(String to, String protocol) {
        page.say(
                "",
                "Clients. Only what comes in by these interfaces: the gateway's own connections never do, so there is no loop.");
        for (String lan : request.lan()) {
            rule("_PRE", "-i " + lan + " " + protocol + "-j " + chain + to);
        }
    }

    private void local(String in) {
        page.say("", "What is for this machine itself (console, ssh, DNS) is not caught.");
        rule(in, "-m addrtype --dst-type LOCAL -j RETURN");
    }

    private void keptIn(Tool tool, boolean own) {
        page.line(tool.command() + "-restore -w --noflush <<'END'")
                .line("*filter")
                .line(":" + chain + "_FWD - [0:0]")
                .line(":" + chain + "_KEEP - [0:0]");
        if (own) {
            page.line(":" + chain + "_OWN - [0:0]");
        }
        page.say("", "The second lock: whatever was not handed over does not leave by this machine either.");
        for (String lan : request.lan()) {
            rule("_FWD", "-i " + lan + " -j " + chain + "_KEEP");
        }
        if (own) {
            rule("_OWN", "-m addrtype --dst-type LOCAL -j RETURN");
            page.say("", "The last packets of a closed connection belong to no account any more: they may go.");
            rule("_OWN", "-m owner --socket-exists ! --uid-owner " + request.user() + " -j " + chain + "_KEEP");
        }
        page.say("", "Answers to connections from outside may go; these ports may be theirs by chance.");
        rule("_KEEP", "-m conntrack --ctdir REPLY -j RETURN");
        for (String ports : ports()) {
            rule("_KEEP", "-p tcp" + ports + " -j DROP");
        }
        if (!request.udp().isEmpty()) {
            page.say("", Headers.udp(request));
            rule(
                    "_KEEP",
                    "-p udp -m multiport --dports "
                            + request.udp().stream().map(String::valueOf).collect(Collectors.joining(","))
                            + " -j DROP");
        }
        page.line("COMMIT").line("END").line("jump " + tool.command() + " filter FORWARD " + chain + "_FWD");
        if (own) {
            page.line("jump " + tool.command() + " filter OUTPUT " + chain + "_OWN");
        }
        page.gap();
    }

    private void rule(String suffix, String rest) {
        page.line("-A " + chain + suffix + " " + rest);
    }

    /** A match for each rule that is needed to name them all; for every port, none. */
    private List<String> ports() {
        if (request.ports().all()) {
            return List.of("");
        }
        List<String> matches = new ArrayList<>();
        List<String> some = new ArrayList<>();
        int room = MULTIPORT;
        for (Ports.Range range : request.ports().ranges()) {
            int takes = range.single() ? 1 : 2;
            if (takes > room) {
                matches.add(String.join(",", some));
                some.clear();
                room = MULTIPORT;
            }
            some.add(range.text(':'));
            room -= takes;
        }
        matches.add(String.join(",", some));
        return matches.stream().map(match -> " -m multiport --dports " + match).toList();
    }
}
