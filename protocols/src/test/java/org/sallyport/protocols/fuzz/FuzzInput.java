package org.sallyport.protocols.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An input that says what happens as well as which bytes come: a byte of {@link #flags}, {@value #CHOICES} bytes of choices,
 * and pieces. Each piece has a byte for its {@link Piece#kind}; two bytes that are rare in any protocol end it. There are no
 * lengths, so that an input still means the same behind a place where bytes were put in or taken out.
 *
 * <p>Whatever the bytes, they are an input: what is missing counts as zeros.
 */
public final class FuzzInput {

    /** One thing that is said. */
    public static final class Piece {
        private final int kind;
        private final byte[] bytes;

        Piece(int kind, byte[] bytes) {
            this.kind = kind;
            this.bytes = bytes;
        }

        /** What it is, 0 to 255: a target's own business. */
        public int kind() {
            return kind;
        }

        /** Some of the bits of {@link #kind}. */
        public boolean is(int bits) {
            return (kind & bits) != 0;
        }

        /** What is said. */
        public byte[] bytes() {
            return bytes;
        }
    }

    /** Puts inputs together. */
    public static final class Builder {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private boolean first = true;

        private Builder(int flags, byte... choices) {
            out.write(flags);
            out.writeBytes(Arrays.copyOf(choices, CHOICES));
        }

        /** One more piece. */
        public Builder piece(int kind, byte[] bytes) {
            if (!first) {
                out.write(MARK);
                out.write(MARK_2);
            }
            first = false;
            out.write(kind);
            out.writeBytes(bytes);
            return this;
        }

        public byte[] build() {
            return out.toByteArray();
        }
    }

    /** How many choices an input brings. */
    public static final int CHOICES = 8;

    private static final byte MARK = (byte) 0xF7;
    private static final byte MARK_2 = (byte) 0xF5;

    private final byte[] input;
    private final List<Piece> pieces = new ArrayList<>();

    private FuzzInput(byte[] input) {
        this.input = input;
        int start = 1 + CHOICES;
        while (start < input.length) {
            int end = start + 1;
            while (end < input.length && !isMark(end)) {
                end++;
            }
            pieces.add(new Piece(input[start] & 0xFF, Arrays.copyOfRange(input, start + 1, end)));
            start = end + 2;
        }
    }

    /** Reads any bytes. */
    public static FuzzInput of(byte[] input) {
        return new FuzzInput(input);
    }

    /** Begins an input. */
    public static Builder with(int flags, byte... choices) {
        return new Builder(flags, choices);
    }

    private boolean isMark(int at) {
        return input[at] == MARK && at + 1 < input.length && input[at + 1] == MARK_2;
    }

    /** The first byte. */
    public int flags() {
        return input.length == 0 ? 0 : input[0] & 0xFF;
    }

    /** Whether the first byte has one of these bits. */
    public boolean flag(int bits) {
        return (flags() & bits) != 0;
    }

    /** A choice, 0 to 255; there are {@value #CHOICES}, and then again the same. */
    public int choice(int number) {
        int at = 1 + Math.floorMod(number, CHOICES);
        return at < input.length ? input[at] & 0xFF : 0;
    }

    /** What is said, in order. */
    public List<Piece> pieces() {
        return pieces;
    }

    /** The bytes of the first piece, or none. */
    public byte[] first() {
        return pieces.isEmpty() ? new byte[0] : pieces.getFirst().bytes();
    }
}
