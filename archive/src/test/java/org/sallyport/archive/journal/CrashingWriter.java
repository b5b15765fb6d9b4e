package org.sallyport.archive.journal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import org.sallyport.archive.Records;

/** A process that appends until it is killed, and prints {@code sequence words} for each record that was acknowledged. */
final class CrashingWriter {

    private CrashingWriter() {}

    public static void main(String[] args) throws IOException {
        PrintStream acknowledgements = System.out;
        // Log lines must not come between.
        System.setOut(System.err);
        Path directory = Path.of(args[0]);
        String round = args[1];
        JournalSettings settings = JournalSettings.in(directory).withSegmentBytes(256 * 1024);
        SegmentJournal journal = SegmentJournal.open(settings);
        Semaphore room = new Semaphore(200);
        for (int i = 0; ; i++) {
            room.acquireUninterruptibly();
            String words = round + "/" + i;
            // Both guarantees hold against the loss of the process.
            Journal.Guarantee guarantee = i / 1_000 % 2 == 0 ? Journal.Guarantee.DURABLE : Journal.Guarantee.BUFFERED;
            journal.append(Records.says(words), guarantee, new Journal.Appended() {
                @Override
                public void kept(long sequence) {
                    // One write per line: what the parent reads was acknowledged, and whole.
                    byte[] line = (sequence + " " + words + "\n").getBytes(StandardCharsets.US_ASCII);
                    acknowledgements.write(line, 0, line.length);
                    acknowledgements.flush();
                    room.release();
                }

                @Override
                public void failed(String cause) {
                    System.err.println(cause);
                    Runtime.getRuntime().halt(3);
                }
            });
        }
    }
}
