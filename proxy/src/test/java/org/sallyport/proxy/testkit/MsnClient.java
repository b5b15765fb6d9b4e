package org.sallyport.proxy.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.testkit.MsnSocket.Heard;

/**
 * A person at an MSN client of version 9 of the protocol: signs on by whatever {@link Way} is given, calls others and is called.
 *
 * <p>One thread uses it; a virtual thread for each connection reads.
 */
public final class MsnClient implements AutoCloseable {

    /** What the ticket service gives everybody here. */
    public static final String TICKET = "t=opensesame&p=";

    private final String account;
    private final Way way;
    private final MsnLine line;
    private final Address notification;
    private final List<MsnConversation> conversations = new ArrayList<>();

    private MsnClient(String account, Way way, MsnLine line, Address notification) {
        this.account = account;
        this.way = way;
        this.line = line;
        this.notification = notification;
    }

    /** How a client reaches servers. */
    public interface Way {

        /** @param server {@code NS} or {@code SB} */
        MsnSocket open(String server, Address to) throws IOException;

        /** On connections of their own. */
        static Way by(Dialer dialer) {
            return (server, to) -> new MsnSocket(dialer.dial(to));
        }
    }

    /** The service said no. */
    public static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        private final int code;

        Refused(int code) {
            super("refused: " + code);
            this.code = code;
        }

        /** The number it said it with. */
        public int code() {
            return code;
        }
    }

    /** Signs on: at the dispatch server, which sends it to another, and there. */
    public static MsnClient signOn(Way way, Address dispatch, String account) throws Exception {
        Address notification;
        try (MsnLine line = new MsnLine(account, way.open("NS", dispatch))) {
            greet(line, account);
            Heard elsewhere =
                    line.expect("XFR", heard -> heard.is("XFR") || heard.word(0).matches("[0-9]{3}"));
            if (!elsewhere.is("XFR")) {
                throw new Refused(Integer.parseInt(elsewhere.word(0)));
            }
            notification = address(elsewhere.word(3));
        }
        MsnLine line = new MsnLine(account, way.open("NS", notification));
        MsnClient client = new MsnClient(account, way, line, notification);
        try {
            long asks = greet(line, account);
            line.answer(asks, "USR");
            line.answer(line.ask("USR", "TWN S " + TICKET), "USR");
            line.answer(line.ask("SYN", "0"), "SYN");
            line.answer(line.ask("CHG", "NLN 0"), "CHG");
            return client;
        } catch (Exception | AssertionError e) {
            client.close();
            throw e;
        }
    }

    private static long greet(MsnLine line, String account) throws IOException, InterruptedException {
        line.answer(line.ask("VER", "MSNP9 CVR0"), "VER");
        line.answer(line.ask("CVR", "0x0409 winnt 5.1 i386 MSNMSGR 6.0.0602 MSMSGS " + account), "CVR");
        return line.ask("USR", "TWN I " + account);
    }

    static Address address(String text) {
        int colon = text.indexOf(':');
        return new Address(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    /** Where the dispatch server sent this client. */
    public Address notification() {
        return notification;
    }

    /** Opens a switchboard with nobody in it. */
    public MsnConversation open() throws Exception {
        Heard transfer = line.answer(line.ask("XFR", "SB"), "XFR");
        Address at = address(transfer.word(3));
        MsnLine board = new MsnLine(account, way.open("SB", at));
        MsnConversation conversation = new MsnConversation(account, at, board);
        conversations.add(conversation);
        board.answer(board.ask("USR", account + " " + transfer.word(5)), "USR");
        return conversation;
    }

    /** Opens a switchboard and calls somebody, who will come when they {@link #answer}. */
    public MsnConversation call(String other) throws Exception {
        MsnConversation conversation = open();
        conversation.call(other);
        return conversation;
    }

    /** Waits until somebody calls, and goes there as clients do, without asking anybody. */
    public MsnConversation answer(String caller) throws Exception {
        Heard ring = line.expect(
                "RNG of " + caller, heard -> heard.is("RNG") && heard.word(5).equals(caller));
        Address at = address(ring.word(2));
        MsnLine board = new MsnLine(account, way.open("SB", at));
        MsnConversation conversation = new MsnConversation(account, at, board);
        conversations.add(conversation);
        board.answer(board.ask("ANS", account + " " + ring.word(4) + " " + ring.word(1)), "ANS");
        return conversation;
    }

    /** Waits until all that was said to it before has come. */
    public void ping() throws Exception {
        line.ping();
    }

    /** Leaves as clients do. */
    public void signOff() throws IOException {
        for (MsnConversation conversation : conversations) {
            conversation.leave();
        }
        line.out();
    }

    /** Waits until it is told to go. */
    public void expectEnd() throws Exception {
        line.expect("OUT", heard -> heard.is("OUT"));
        line.expectClosed();
    }

    @Override
    public void close() {
        conversations.forEach(MsnConversation::close);
        line.close();
    }
}
