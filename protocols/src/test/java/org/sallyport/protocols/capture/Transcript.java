package org.sallyport.protocols.capture;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sallyport.protocols.Side;

/** Writes down what a listener is told, one readable line each; data of one side that follows itself is one line. */
final class Transcript implements TcpListener {

    private final List<String> lines = new ArrayList<>();
    private String open = "";
    private final StringBuilder said = new StringBuilder();

    List<String> lines() {
        settle();
        return lines;
    }

    private void settle() {
        if (!said.isEmpty()) {
            lines.add(open + said);
            said.setLength(0);
        }
    }

    private void line(String line) {
        settle();
        lines.add(line);
    }

    @Override
    public void opened(TcpConnection c) {
        line(c.number() + " open " + c.client().getPort() + ">" + c.server().getPort() + (c.whole() ? "" : " midway"));
    }

    @Override
    public void data(TcpConnection c, Side from, ByteBuf bytes, Instant time) {
        String prefix = c.number() + mark(from) + " ";
        if (!prefix.equals(open)) {
            settle();
            open = prefix;
        }
        said.append(bytes.toString(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void gap(TcpConnection c, Side from, long bytes, Instant time) {
        line(c.number() + mark(from) + " [" + bytes + " missing]");
    }

    @Override
    public void ended(TcpConnection c, Side from, Instant time) {
        line(c.number() + mark(from) + " end");
    }

    @Override
    public void closed(TcpConnection c, Instant time) {
        line(c.number() + " closed");
    }

    private static String mark(Side side) {
        return side == Side.CLIENT ? " >" : " <";
    }
}
