package org.sallyport.proxy.rules;

import java.util.ArrayList;
import java.util.List;

/** The routes TPROXY needs: packets with the mark stay on this machine, whomever they are addressed to. */
final class Routing {

    private Routing() {}

    /** Commands that add them; again they change nothing. */
    static List<String> add(RulesRequest request) {
        List<String> lines = new ArrayList<>();
        for (String ip : families(request)) {
            lines.add(ip + " rule list | grep -q '"
                    + String.format("fwmark 0x%x lookup %d", request.mark(), request.routingTable()) + "' || " + ip
                    + " rule add " + rule(request));
            lines.add(ip + " route replace " + route(request));
        }
        return lines;
    }

    /** Commands that take them away; they fail where there is nothing. */
    static List<String> remove(RulesRequest request) {
        List<String> lines = new ArrayList<>();
        for (String ip : families(request)) {
            lines.add(ip + " rule del " + rule(request));
            lines.add(ip + " route del " + route(request));
        }
        return lines;
    }

    private static String rule(RulesRequest request) {
        return String.format("fwmark 0x%x lookup %d", request.mark(), request.routingTable());
    }

    private static String route(RulesRequest request) {
        return "local default dev lo table " + request.routingTable();
    }

    private static List<String> families(RulesRequest request) {
        List<String> commands = new ArrayList<>();
        if (request.families().has4()) {
            commands.add("ip -4");
        }
        if (request.families().has6()) {
            commands.add("ip -6");
        }
        return commands;
    }
}
