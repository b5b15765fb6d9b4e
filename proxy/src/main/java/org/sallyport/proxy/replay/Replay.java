package org.sallyport.proxy.replay;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.capture.CaptureException;
import org.sallyport.protocols.capture.CaptureFile;
import org.sallyport.protocols.capture.PacketSkip;

/**
 * {@code sallyport replay}: reads captures as the gateway would have read the connections, and tells what a policy would have
 * decided. See {@code docs/replay.md} for the formats.
 */
public final class Replay {

    /** All captures were read. */
    public static final int OK = 0;

    /** At least one capture was not read, or not to its end; the others were. */
    public static final int UNREADABLE = 2;

    private Replay() {}

    /**
     * Replays the captures one after the other, each with a world of its own.
     *
     * @param out gets the result; flushed by whoever owns it
     * @param err gets what a person should know besides: what could not be read, and what to do about it
     * @return {@link #OK} or {@link #UNREADABLE}
     * @throws IOException when {@code out} can't be written
     */
    public static int run(ReplayOptions options, Appendable out, PrintWriter err) throws IOException {
        RowWriter writer = switch (options.format()) {
            case TABLE -> new TableRows(out, options.policy() != null);
            case JSON -> new JsonRows(out);
        };
        int exit = OK;
        int number = 0;
        for (Path capture : options.captures()) {
            number++;
            if (!one(options, capture, number, writer, err)) {
                exit = UNREADABLE;
            }
        }
        err.flush();
        return exit;
    }

    /** Counts what was found, and gets failures to write past the code in between. */
    private static final class Counter implements Consumer<Row> {
        private final RowWriter writer;
        private long known;
        private long events;

        Counter(RowWriter writer) {
            this.writer = writer;
        }

        @Override
        public void accept(Row row) {
            switch (row) {
                case Row.Identified i -> known += i.protocol().equals(ProtocolId.UNKNOWN) ? 0 : 1;
                case Row.Happened h -> events++;
                case Row.Gap g -> {
                    // Shown, not counted.
                }
            }
            try {
                writer.row(row);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static boolean one(ReplayOptions options, Path capture, int number, RowWriter writer, PrintWriter err)
            throws IOException {
        String name = Visible.of(capture.toString());
        if (!Files.exists(capture)) {
            return complain(err, name, "there is no such file. Give the path of a pcap or pcapng file.");
        }
        if (!Files.isRegularFile(capture) || !Files.isReadable(capture)) {
            return complain(err, name, "this is not a file that can be read. Check its kind and its permissions.");
        }
        writer.begin(capture);
        Counter counter = new Counter(writer);
        try {
            ReplayRun run = new ReplayRun(options, number, counter);
            CaptureFile.Summary summary = CaptureFile.read(capture, options.catalogue()::isServicePort, run);
            advise(summary, counter, name, err);
            return true;
        } catch (UncheckedIOException e) {
            // Thrown above for the output only; reading throws the checked kind.
            throw e.getCause();
        } catch (CaptureException e) {
            return complain(
                    err,
                    name,
                    e.getMessage() + ". What could be read before that is shown. Unpack it if it is compressed;"
                            + " a damaged or unfinished capture can often be rewritten with"
                            + " 'editcap -F pcapng in out'.");
        } catch (IOException e) {
            return complain(err, name, "reading failed: " + Visible.of(String.valueOf(e.getMessage())));
        }
    }

    private static boolean complain(PrintWriter err, String name, String what) {
        err.println("sallyport replay: " + name + ": " + what);
        return false;
    }

    private static void advise(CaptureFile.Summary summary, Counter counter, String name, PrintWriter err) {
        String lead = "sallyport replay: " + name + ": ";
        if (summary.connections() == 0) {
            err.println(lead + summary.packets() + " packets and no TCP connection" + skipped(summary)
                    + ". Capture where the messengers' traffic passes, whole packets (tcpdump -s 0), and not"
                    + " only one direction.");
        } else if (counter.known == 0) {
            err.println(lead + summary.connections() + " connections, none of them in a protocol known here."
                    + " If they are encrypted, capture behind the gateway's TLS instead.");
        } else if (counter.events == 0) {
            err.println(lead + counter.known + " connections in a known protocol, but nothing happened on them.");
        }
    }

    private static String skipped(CaptureFile.Summary summary) {
        List<String> reasons = summary.skips().entrySet().stream()
                .sorted(Map.Entry.<PacketSkip, Long>comparingByValue(Comparator.reverseOrder()))
                .map(e -> e.getValue() + " " + e.getKey().words())
                .toList();
        return reasons.isEmpty() ? "" : " (" + String.join(", ", reasons) + ")";
    }
}
