package org.sallyport.proxy.rules;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A file for {@code nft -f}: one table, put in place of its former self in one step. Needs nftables 0.9.9 or newer. */
public final class NftRules {

    private static final String IN = "    ";

    private final RulesRequest request;
    private final Page page = new Page();
    private final String lan;
    private final String ports;

    private NftRules(RulesRequest request) {
        this.request = request;
        this.lan = "iifname "
                + set(request.lan().stream().map(name -> '"' + name + '"').toList());
        this.ports = request.ports().all()
                ? "meta l4proto tcp"
                : "tcp dport "
                        + set(request.ports().ranges().stream()
                                .map(range -> range.text('-'))
                                .toList());
    }

    /** The file. */
    public static String text(RulesRequest request) {
        return new NftRules(request).write();
    }

    /** A shell script with the commands that TPROXY needs beside the file: routes for the packets it marks. */
    public static String setup(RulesRequest request) {
        Page page = new Page().line("#!/bin/sh");
        if (request.tproxy()) {
            page.say(
                    "",
                    "Sallyport: packets that the rules mark stay on this machine. Run it as root; again it changes nothing.");
            page.line("set -eu");
            Routing.add(request).forEach(page::line);
        } else {
            page.say("", "Sallyport: REDIRECT needs nothing beside the rules.");
        }
        return page.toString();
    }

    private static String set(List<String> items) {
        return items.size() == 1 ? items.getFirst() : "{ " + String.join(", ", items) + " }";
    }

    private String write() {
        String name = request.name();
        page.line("#!/usr/sbin/nft -f");
        header();
        page.say(
                        "",
                        "Loading it again replaces the table in one step: nothing is there twice, and there is no moment without rules.")
                .line("add table inet " + name)
                .line("delete table inet " + name)
                .gap()
                .line("table inet " + name + " {");
        if (request.tproxy()) {
            tproxy();
        } else {
            redirect();
        }
        if (!request.failOpen()) {
            keptIn();
        }
        return page.line("}").toString();
    }

    private void header() {
        Headers.purpose(page, request);
        page.line("# Install, as root:");
        page.show("install -D -m 644 THIS-FILE " + file() + " && nft -f " + file());
        if (request.tproxy()) {
            page.say(
                    "",
                    "and the routes, which a restart of the machine or of its network takes away (--setup prints these lines alone):");
            Routing.add(request).forEach(page::show);
        }
        if (request.failOpen() && !request.tproxy()) {
            Headers.comeAndGo(page, "/usr/sbin/nft -f " + file(), "/usr/sbin/nft delete table inet " + request.name());
        } else {
            page.say("", "At every start of the machine: add to /etc/nftables.conf");
            page.show("include \"" + file() + "\"");
        }
        page.say("", "See what it counts for:").show("nft list table inet " + request.name());
        page.line("# Undo:").show("nft delete table inet " + request.name());
        if (request.tproxy()) {
            Routing.remove(request).forEach(page::show);
        }
        Headers.notes(page, request);
    }

    private String file() {
        return "/etc/nftables.d/" + request.name() + ".nft";
    }

    private void redirect() {
        chain("prerouting", "type nat hook prerouting priority dstnat; policy accept;");
        page.say(
                        IN,
                        "Clients. Only what comes in by these interfaces: the gateway's own connections never do, so there is no loop.")
                .line(IN + lan + " meta l4proto tcp jump redirected")
                .line("  }");
        redirected();
        if (request.user() != null) {
            chain("output", "type nat hook output priority -100; policy accept;");
            page.say(
                            IN,
                            "Programs on this machine. The gateway's own account must be left out, or it would be led to itself.")
                    .line(IN + "meta skuid \"" + request.user() + "\" return")
                    .line(IN + "meta l4proto tcp jump redirected")
                    .line("  }");
        }
    }

    private void redirected() {
        chain("redirected", null);
        local();
        page.say(
                        IN,
                        "The kernel remembers where it was going, and the gateway asks. Nobody listening there: the client is refused.")
                .line(IN + family() + ports + " redirect to :" + request.listenPort())
                .line("  }");
    }

    private void tproxy() {
        String mark = String.format("0x%x", request.mark());
        chain("prerouting", "type filter hook prerouting priority mangle; policy accept;");
        page.say(
                        IN,
                        "Packets of connections the gateway has, among them services' answers to a client's address: they stay here. "
                                + "It must come first. A socket that only listens does not count (wildcard 0).")
                .line(IN + "meta l4proto tcp socket transparent 1 socket wildcard 0 meta mark set " + mark + " accept")
                .say(
                        IN,
                        "Clients. Only what comes in by these interfaces: the gateway's own connections never do, so there is no loop.")
                .line(IN + lan + " meta l4proto tcp jump taken")
                .line("  }");
        chain("taken", null);
        page.say(IN, "Answers of servers on the clients' side to somebody outside: not for the gateway.")
                .line(IN + "ct direction reply return");
        local();
        page.say(
                        IN,
                        "To the gateway, unchanged; the mark makes the kernel keep it here. With nobody listening, the rule does not match.")
                .line(IN + family() + ports + " tproxy to :" + request.listenPort() + " meta mark set " + mark
                        + " accept");
        if (request.failOpen()) {
            page.say(IN, "Fail-open: it goes on by itself then.");
        } else {
            page.say(IN, "Fail-closed: so this one, for the same packets, must come right after.")
                    .line(IN + family() + ports + " counter drop");
        }
        page.line("  }");
    }

    private void local() {
        page.say(IN, "What is for this machine itself (console, ssh, DNS) is not caught.")
                .line(IN + "fib daddr type local return");
    }

    private String family() {
        return switch (request.families()) {
            case V4 -> "meta nfproto ipv4 ";
            case V6 -> "meta nfproto ipv6 ";
            case BOTH -> "";
        };
    }

    private void keptIn() {
        chain("forward", "type filter hook forward priority filter; policy accept;");
        page.say(IN, "The second lock: whatever the rules above did not catch does not leave by this machine either.")
                .line(IN + lan + " jump kept_in")
                .line("  }");
        if (request.user() != null) {
            chain("own", "type filter hook output priority filter; policy accept;");
            page.line(IN + "fib daddr type local return")
                    .say(IN, "The last packets of a closed connection belong to no account any more: they may go.")
                    .line(IN + "meta skuid != \"" + request.user() + "\" jump kept_in")
                    .line("  }");
        }
        chain("kept_in", null);
        page.say(IN, "Answers to connections from outside may go; these ports may be theirs by chance.")
                .line(IN + "ct direction reply return");
        if (request.families() != RulesRequest.Families.BOTH) {
            page.say(IN, "Of both IP versions: the one that is not handed over must not be a way around.");
        }
        page.line(IN + ports + " counter drop");
        if (!request.udp().isEmpty()) {
            page.say(IN, Headers.udp(request))
                    .line(IN + "udp dport "
                            + set(request.udp().stream().map(String::valueOf).collect(Collectors.toList()))
                            + " counter drop");
        }
        page.line("  }");
    }

    private void chain(String name, @Nullable String hook) {
        page.gap().line("  chain " + name + " {");
        if (hook != null) {
            page.line(IN + hook);
        }
    }
}
