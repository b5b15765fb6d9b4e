package org.sallyport.protocols.trial;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.capture.CaptureFile;
import org.sallyport.protocols.capture.TcpConnection;
import org.sallyport.protocols.capture.TcpListener;

/**
 * A small capture in memory, connections interleaved as they were.
 *
 * @param name of the file, without folder and ending
 * @param steps in order
 */
public record Recording(String name, List<Step> steps) {

    /** One thing that happened. */
    public sealed interface Step {
        /** On which connection. */
        TcpConnection connection();
    }

    /** A connection appears. */
    public record Opened(TcpConnection connection) implements Step {}

    /** A side sends bytes. */
    public record Said(TcpConnection connection, Side from, ByteBuf bytes) implements Step {}

    /** A side sends no more. */
    public record Ended(TcpConnection connection, Side from) implements Step {}

    /** The connection is gone. */
    public record Closed(TcpConnection connection) implements Step {}

    public Recording {
        steps = List.copyOf(steps);
    }

    /** Reads a capture file; a capture with gaps is no golden one. */
    public static Recording read(Path file, int... servicePorts) throws IOException {
        List<Step> steps = new ArrayList<>();
        CaptureFile.read(
                file, port -> java.util.Arrays.stream(servicePorts).anyMatch(p -> p == port), new TcpListener() {
                    @Override
                    public void opened(TcpConnection connection) {
                        steps.add(new Opened(connection));
                    }

                    @Override
                    public void data(TcpConnection connection, Side from, ByteBuf bytes, Instant time) {
                        steps.add(new Said(connection, from, Unpooled.copiedBuffer(bytes)));
                    }

                    @Override
                    public void gap(TcpConnection connection, Side from, long bytes, Instant time) {
                        throw new AssertionError(file + " has a gap of " + bytes + " bytes");
                    }

                    @Override
                    public void ended(TcpConnection connection, Side from, Instant time) {
                        steps.add(new Ended(connection, from));
                    }

                    @Override
                    public void closed(TcpConnection connection, Instant time) {
                        steps.add(new Closed(connection));
                    }
                });
        String name = String.valueOf(file.getFileName());
        return new Recording(name.substring(0, name.lastIndexOf('.')), steps);
    }

    /** The connections, in order of appearance. */
    public List<TcpConnection> connections() {
        return steps.stream()
                .filter(Opened.class::isInstance)
                .map(Step::connection)
                .toList();
    }

    /** What was said on one connection, in order. */
    public List<Said> said(TcpConnection connection) {
        List<Said> said = new ArrayList<>();
        for (Step step : steps) {
            if (step instanceof Said s && s.connection().equals(connection)) {
                said.add(s);
            }
        }
        return said;
    }

    /** All bytes one side sent on a connection. */
    public byte[] stream(TcpConnection connection, Side from) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Said said : said(connection)) {
            if (said.from() == from) {
                all.writeBytes(ByteBufUtil.getBytes(said.bytes()));
            }
        }
        return all.toByteArray();
    }
}
