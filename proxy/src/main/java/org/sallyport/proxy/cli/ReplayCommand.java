package org.sallyport.proxy.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.rule.DefaultPolicy;
import org.sallyport.policy.rule.Rulebase;
import org.sallyport.policy.rule.RulebaseDecisions;
import org.sallyport.policy.rule.RulebaseReader;
import org.sallyport.proxy.replay.Replay;
import org.sallyport.proxy.replay.ReplayOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code sallyport replay}. */
@Command(
        name = "replay",
        description =
                "Say what each connection in a capture file was, every event in it, and what the policy would have decided.",
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {

    private static final Map<String, ReplayOptions.Format> FORMATS =
            Map.of("table", ReplayOptions.Format.TABLE, "json", ReplayOptions.Format.JSON);

    @Option(names = "--policy", paramLabel = "FILE", description = "The rulebase; without it the one that comes along.")
    private @Nullable Path policy;

    @Option(
            names = "--format",
            paramLabel = "table|json",
            description = "table (default) or json, one object a line.",
            defaultValue = "table",
            converter = FormatConverter.class)
    private ReplayOptions.Format format = ReplayOptions.Format.TABLE;

    @Parameters(paramLabel = "CAPTURE", arity = "1..*", description = "pcap or pcapng files.")
    private List<Path> captures = List.of();

    /** Reads the names people write. */
    static final class FormatConverter implements picocli.CommandLine.ITypeConverter<ReplayOptions.Format> {
        @Override
        public ReplayOptions.Format convert(String value) {
            ReplayOptions.Format format = FORMATS.get(value);
            if (format == null) {
                throw new TypeConversionException("'" + value + "' is no format; there are table and json");
            }
            return format;
        }
    }

    @Override
    public Integer call() throws CommandFailure, IOException {
        RulebaseDecisions decisions = new RulebaseDecisions(rulebase());
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        BufferedWriter out = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
        int code = Replay.run(ReplayOptions.of(captures, format, decisions), out, err);
        out.flush();
        return code;
    }

    private Rulebase rulebase() throws CommandFailure {
        Path file = policy;
        if (file == null) {
            return DefaultPolicy.rulebase();
        }
        return switch (RulebaseReader.read(file)) {
            case RulebaseReader.Result.Valid valid -> valid.rulebase();
            case RulebaseReader.Result.Invalid invalid ->
                throw new CommandFailure("the policy is not valid:\n" + invalid.problems());
        };
    }
}
