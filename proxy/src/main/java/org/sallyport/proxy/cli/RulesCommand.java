package org.sallyport.proxy.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.entry.EntrySettings;
import org.sallyport.proxy.rules.IptablesRules;
import org.sallyport.proxy.rules.NftRules;
import org.sallyport.proxy.rules.Ports;
import org.sallyport.proxy.rules.RulesRequest;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport rules}. */
@Command(
        name = "rules",
        description =
                "Print firewall rules that hand clients' connections to the transparent entry. Nothing is changed by this.",
        mixinStandardHelpOptions = true)
final class RulesCommand implements Callable<Integer> {

    private static final int USUAL_PORT = 1081;

    /** What the rules are for. */
    enum Firewall {
        nft,
        iptables
    }

    /** {@link EntrySettings.Mode} as it is written in the configuration. */
    enum Mode {
        redirect(EntrySettings.Mode.REDIRECT),
        tproxy(EntrySettings.Mode.TPROXY);

        private final EntrySettings.Mode meant;

        Mode(EntrySettings.Mode meant) {
            this.meant = meant;
        }
    }

    /** Which connections. */
    static final class Which {

        @Option(
                names = "--ports",
                paramLabel = "LIST",
                description =
                        "TCP ports and ranges; 'im' stands for those of the messengers, without 80 and 443 (default: im).")
        private @Nullable String ports;

        @Option(names = "--all", description = "Every TCP port.")
        private boolean all;
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FIREWALL", description = "${COMPLETION-CANDIDATES}.")
    private Firewall firewall = Firewall.nft;

    @Option(
            names = "--mode",
            description = "${COMPLETION-CANDIDATES}; the transparent entry must be configured for the same"
                    + " (default: what the configuration says, else redirect).")
    private @Nullable Mode mode;

    @Option(
            names = "--lan",
            paramLabel = "IF",
            split = ",",
            required = true,
            description = "The interfaces clients come in by.")
    private List<String> lan = List.of();

    @ArgGroup
    private @Nullable Which which;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A configuration, for the mode and the port of the transparent entry.")
    private @Nullable Path config;

    @Option(
            names = "--listen-port",
            paramLabel = "PORT",
            description = "Where the transparent entry listens (default: what the configuration says, else 1081).")
    private @Nullable Integer listenPort;

    @Option(
            names = "--family",
            paramLabel = "4|6|both",
            defaultValue = "both",
            description =
                    "Whose connections are handed over (default: ${DEFAULT-VALUE}). Those of the other are kept in.")
    private String family = "both";

    @Option(names = "--fail-open", description = "Let clients past the gateway while it is down.")
    private boolean failOpen;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description =
                    "The account the gateway runs as: also catch what other accounts of this machine do (redirect only).")
    private @Nullable String user;

    @Option(
            names = "--mark",
            paramLabel = "N",
            defaultValue = "0x1081",
            description = "The firewall mark for tproxy (default: ${DEFAULT-VALUE}).")
    private String mark = "0x1081";

    @Option(
            names = "--table",
            paramLabel = "N",
            defaultValue = "1081",
            description = "The routing table for tproxy (default: ${DEFAULT-VALUE}).")
    private int table;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "sallyport",
            description =
                    "The name of the nft table, or what the names of the chains begin with (default: ${DEFAULT-VALUE}).")
    private String name = "sallyport";

    @Option(
            names = "--setup",
            description = "With nft: print the commands for the routes that tproxy needs, not the rules.")
    private boolean setup;

    @Override
    public Integer call() throws CommandFailure {
        RulesRequest request = request(transparent());
        if (setup && firewall == Firewall.iptables) {
            throw wrong("the script for iptables sets the routes up itself; --setup is for nft");
        }
        String text = switch (firewall) {
            case nft -> setup ? NftRules.setup(request) : NftRules.text(request);
            case iptables -> IptablesRules.text(request);
        };
        PrintWriter out = line().getOut();
        out.print(text);
        out.flush();
        return 0;
    }

    private EntrySettings.@Nullable Transparent transparent() throws CommandFailure {
        if (config == null) {
            return null;
        }
        for (EntrySettings entry : Configurations.load(config).entries()) {
            if (entry instanceof EntrySettings.Transparent transparent) {
                if (mode != null && mode.meant != transparent.mode()) {
                    throw new CommandFailure("entries.transparent.mode in " + config
                            + " is another than --mode: rules of one mode do not work with an entry of the other");
                }
                return transparent;
            }
        }
        throw new CommandFailure("the transparent entry is off in " + config);
    }

    private RulesRequest request(EntrySettings.@Nullable Transparent entry) {
        EntrySettings.Mode meant =
                entry != null ? entry.mode() : mode == null ? EntrySettings.Mode.REDIRECT : mode.meant;
        int port =
                listenPort != null ? listenPort : entry != null ? entry.listen().getPort() : USUAL_PORT;
        try {
            return new RulesRequest(
                    meant,
                    families(),
                    lan,
                    which == null ? Ports.IM : which.all ? Ports.ALL : Ports.parse(String.valueOf(which.ports)),
                    port,
                    Integer.decode(mark),
                    table,
                    name,
                    user,
                    failOpen);
        } catch (NumberFormatException e) {
            throw wrong("'" + mark + "' is no mark: a number such as 0x1081");
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private RulesRequest.Families families() {
        return switch (family) {
            case "4" -> RulesRequest.Families.V4;
            case "6" -> RulesRequest.Families.V6;
            case "both" -> RulesRequest.Families.BOTH;
            default -> throw wrong("--family is 4, 6 or both");
        };
    }

    private ParameterException wrong(String message) {
        return new ParameterException(line(), message);
    }

    private CommandLine line() {
        return Objects.requireNonNull(spec).commandLine();
    }
}
