package org.sallyport.proxy.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sallyport.proxy.testkit.Lab.Place;

/** What {@code sallyport rules} printed, in the gateway's namespace of a lab: loaded and undone by what stands in it. */
public final class PrintedRules {

    /** What it is for. */
    public enum Tool {
        NFT,
        IPTABLES
    }

    /** Runs the command with some words more. */
    public interface Command {
        String print(String... more);
    }

    private final Lab lab;
    private final Tool tool;
    private final Path rules;
    private final Path setup;

    /** Has them printed into a directory. */
    public PrintedRules(Lab lab, Tool tool, Path directory, Command command) throws IOException {
        this.lab = lab;
        this.tool = tool;
        this.rules = Files.writeString(directory.resolve("rules-" + tool), command.print());
        this.setup = directory.resolve("setup-" + tool);
        if (tool == Tool.NFT) {
            Files.writeString(setup, command.print("--setup"));
        }
    }

    /** Loads them. */
    public void load() throws Exception {
        switch (tool) {
            case NFT -> {
                lab.in(Place.GATEWAY, "sh", setup.toString());
                lab.in(Place.GATEWAY, "nft", "-f", rules.toString());
            }
            case IPTABLES -> lab.in(Place.GATEWAY, "sh", rules.toString());
        }
    }

    /** Takes them away, as they say it is done. */
    public void undo() throws Exception {
        switch (tool) {
            case NFT -> {
                List<String> lines = Files.readAllLines(rules);
                for (String line : lines.subList(lines.indexOf("# Undo:") + 1, lines.indexOf(""))) {
                    if (!line.startsWith("#   ")) {
                        break;
                    }
                    lab.in(Place.GATEWAY, "sh", "-c", line.substring(1).strip());
                }
            }
            case IPTABLES -> lab.in(Place.GATEWAY, "sh", rules.toString(), "undo");
        }
    }

    /** All rules and routes there are, without what they have counted. */
    public String loaded() throws Exception {
        String all = lab.in(
                Place.GATEWAY,
                "sh",
                "-c",
                "nft list ruleset && ip -4 rule && ip -6 rule && ip -4 route list table all && ip -6 route list table all");
        return all.replaceAll("packets [0-9]+ bytes [0-9]+", "").replaceAll("expires [0-9]+sec", "");
    }
}
