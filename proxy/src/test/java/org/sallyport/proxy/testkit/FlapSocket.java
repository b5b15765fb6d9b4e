package org.sallyport.proxy.testkit;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.oscar.wire.Flap;
import org.sallyport.protocols.oscar.wire.SnacBuilder;

/**
 * A socket that speaks FLAP. What it sends is numbered without a gap, and what it receives has to be: a gap is an
 * {@link IOException}, because a real peer would close the connection.
 *
 * <p><b>Threading:</b> any thread sends; one thread reads.
 */
public final class FlapSocket implements AutoCloseable {

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private int next;
    private int seen = -1;

    /** @param first the number of the first FLAP it sends */
    public FlapSocket(Socket socket, int first) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
        this.out = socket.getOutputStream();
        this.next = first;
        socket.setTcpNoDelay(true);
    }

    /** One FLAP received. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Received(int channel, byte[] payload) {}

    /** Sends a FLAP. */
    public synchronized void send(int channel, byte[] payload) throws IOException {
        write(ByteBufUtil.getBytes(Flap.frame(channel, next, Unpooled.wrappedBuffer(payload))));
    }

    /** Sends a SNAC. */
    public synchronized void send(SnacBuilder snac) throws IOException {
        write(ByteBufUtil.getBytes(snac.frame(next)));
    }

    /** Sends recorded bytes as they are, but for the number. */
    public synchronized void sendRecorded(byte[] flap) throws IOException {
        byte[] numbered = flap.clone();
        numbered[2] = (byte) (next >> 8);
        numbered[3] = (byte) next;
        write(numbered);
    }

    private void write(byte[] flap) throws IOException {
        next = (next + 1) & 0xFFFF;
        out.write(flap);
    }

    /** A SNAC as the next FLAP; the caller sends its bytes, however he likes. */
    public synchronized byte[] frame(SnacBuilder snac) {
        byte[] flap = ByteBufUtil.getBytes(snac.frame(next));
        next = (next + 1) & 0xFFFF;
        return flap;
    }

    /** Sends bytes that need not be a FLAP. */
    public synchronized void sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /** The next FLAP; null at the end. */
    public @Nullable Received read() throws IOException {
        int mark = in.read();
        if (mark < 0) {
            return null;
        }
        if (mark != Flap.MARK) {
            throw new IOException("a FLAP begins with " + mark);
        }
        int channel = in.readUnsignedByte();
        int sequence = in.readUnsignedShort();
        if (seen >= 0 && sequence != ((seen + 1) & 0xFFFF)) {
            throw new SequenceGap(seen, sequence);
        }
        seen = sequence;
        byte[] payload = new byte[in.readUnsignedShort()];
        try {
            in.readFully(payload);
        } catch (EOFException e) {
            throw new IOException("the stream ends within a FLAP", e);
        }
        return new Received(channel, payload);
    }

    /** FLAPs are missing, or come twice. */
    public static final class SequenceGap extends IOException {
        private static final long serialVersionUID = 1;

        SequenceGap(int before, int after) {
            super("FLAP " + after + " follows on " + before);
        }
    }

    /** The socket itself. */
    public Socket socket() {
        return socket;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
