package org.sallyport.proxy.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.capture.CaptureFile;
import org.sallyport.protocols.capture.CaptureReader;
import org.sallyport.protocols.capture.TcpConnection;
import org.sallyport.protocols.capture.TcpListener;

/**
 * What happened in a capture, in the order it happened: connections opened, bytes sent, connections closed.
 *
 * @param steps in the order of time, over all connections
 */
public record Recording(List<Step> steps) {
    public Recording {
        steps = List.copyOf(steps);
    }

    /** One thing that happened. Connections are numbered from 0 as they were opened. */
    public sealed interface Step {

        /** A client connected. {@code port} is the service's, as recorded. */
        record Open(int connection, int port) implements Step {}

        /** One side sent bytes, which are on the heap and not to be released. */
        record Data(int connection, Side from, ByteBuf bytes) implements Step {}

        /** One side closed its direction. */
        record End(int connection, Side from) implements Step {}
    }

    /**
     * Reads a capture.
     *
     * @throws IOException when it is none, or has no whole connection in it
     */
    public static Recording read(InputStream capture) throws IOException {
        List<Step> steps = new ArrayList<>();
        Map<TcpConnection, Integer> numbers = new LinkedHashMap<>();
        TcpListener listener = new TcpListener() {
            @Override
            public void opened(TcpConnection connection) {
                numbers.put(connection, numbers.size());
                steps.add(new Step.Open(number(connection), connection.server().getPort()));
            }

            @Override
            public void data(TcpConnection connection, Side from, ByteBuf bytes, Instant time) {
                steps.add(new Step.Data(
                        number(connection),
                        from,
                        Unpooled.wrappedBuffer(ByteBufUtil.getBytes(bytes)).asReadOnly()));
            }

            @Override
            public void gap(TcpConnection connection, Side from, long bytes, Instant time) {
                // What is missing can't be played; what follows can.
            }

            @Override
            public void ended(TcpConnection connection, Side from, Instant time) {
                steps.add(new Step.End(number(connection), from));
            }

            @Override
            public void closed(TcpConnection connection, Instant time) {
                // Both ends were told before.
            }

            private int number(TcpConnection connection) {
                return numbers.getOrDefault(connection, -1);
            }
        };
        try (CaptureReader reader = CaptureReader.over(capture)) {
            CaptureFile.read(reader, port -> false, listener);
        }
        if (numbers.isEmpty()) {
            throw new IOException("there is no connection in this capture");
        }
        return new Recording(steps);
    }

    /** The ports of services in it, in the order they were first used. */
    public List<Integer> ports() {
        return steps.stream()
                .filter(Step.Open.class::isInstance)
                .map(step -> ((Step.Open) step).port())
                .distinct()
                .toList();
    }

    /** How many connections there are. */
    public int connections() {
        return (int) steps.stream().filter(Step.Open.class::isInstance).count();
    }
}
