package org.sallyport.proxy.testkit;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.testkit.MsnSocket.Heard;

/** A client in one switchboard. One thread uses it. */
public final class MsnConversation implements AutoCloseable {

    private final String account;
    private final Address address;
    private final MsnLine line;

    MsnConversation(String account, Address address, MsnLine line) {
        this.account = account;
        this.address = address;
        this.line = line;
    }

    /** Where the client was sent. */
    public Address address() {
        return address;
    }

    /** Calls somebody in. */
    public void call(String other) throws Exception {
        line.answer(line.ask("CAL", other), "CAL");
    }

    /** Waits until somebody has come. */
    public void expectJoin(String other) throws Exception {
        line.expect("JOI of " + other, heard -> heard.is("JOI") && heard.word(1).equals(other));
    }

    /** Waits until somebody has gone. */
    public void expectLeave(String other) throws Exception {
        line.expect("BYE of " + other, heard -> heard.is("BYE") && heard.word(1).equals(other));
    }

    /** Says something in one of the classes A, N and U; gives the transaction. */
    public long say(String deliveryClass, String words) throws IOException {
        return line.say(
                deliveryClass,
                "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n"
                        + "X-MMS-IM-Format: FN=Segoe%20UI; EF=B; CO=800000; CS=0; PF=22\r\n\r\n" + words);
    }

    /** Is typing. */
    public void type() throws IOException {
        line.say(
                "U",
                "MIME-Version: 1.0\r\nContent-Type: text/x-msmsgscontrol\r\nTypingUser: " + account + "\r\n\r\n\r\n");
    }

    /** Shakes the others' windows; gives the transaction. */
    public long nudge() throws IOException {
        return line.say("A", "MIME-Version: 1.0\r\nContent-Type: text/x-msnmsgr-datacast\r\n\r\nID: 1\r\n\r\n");
    }

    /** Offers a file; gives the cookie of the invitation. */
    public String offerFile(String file, int bytes) throws IOException {
        String cookie = Integer.toString(ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE));
        line.say(
                "N",
                "MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsinvite; charset=UTF-8\r\n\r\n"
                        + "Application-Name: File Transfer\r\n"
                        + "Application-GUID: {5D3E02AB-6190-11d3-BBBB-00C04F795683}\r\n"
                        + "Invitation-Command: INVITE\r\nInvitation-Cookie: " + cookie + "\r\n"
                        + "Application-File: " + file + "\r\nApplication-FileSize: " + bytes + "\r\n"
                        + "Connectivity: N\r\n\r\n");
        return cookie;
    }

    /** Waits for words of somebody. */
    public Heard expectMessage(String from, String words) throws Exception {
        return line.expect(
                "words of " + from, heard -> heard.is("MSG") && heard.word(1).equals(from) && heard.says(words));
    }

    /** Waits until somebody types. */
    public void expectTyping(String from) throws Exception {
        line.expect(
                "typing of " + from,
                heard -> heard.is("MSG")
                        && heard.word(1).equals(from)
                        && heard.field("TypingUser").equals(from));
    }

    /** Waits until somebody shakes the window. */
    public void expectNudge(String from) throws Exception {
        line.expect(
                "nudge of " + from,
                heard -> heard.is("MSG")
                        && heard.word(1).equals(from)
                        && heard.field("Content-Type").equals("text/x-msnmsgr-datacast")
                        && heard.body().startsWith("ID: 1\r\n"));
    }

    /** Waits for an offered file. */
    public void expectOffer(String from, String file) throws Exception {
        line.expect(
                "offer of " + from,
                heard -> heard.is("MSG")
                        && heard.word(1).equals(from)
                        && heard.body().contains("Application-File: " + file + "\r\n"));
    }

    /** Waits until somebody refuses an offer. */
    public void expectCancel(String from, String cookie) throws Exception {
        line.expect(
                "cancel",
                heard -> heard.is("MSG")
                        && heard.word(1).equals(from)
                        && heard.body().contains("Invitation-Command: CANCEL\r\n")
                        && heard.body().contains("Invitation-Cookie: " + cookie + "\r\n")
                        && heard.body().contains("Cancel-Code: REJECT\r\n"));
    }

    /** Waits for a notice of the gateway that has these words in it. */
    public void expectNotice(String words) throws Exception {
        line.expect(
                "notice",
                heard -> heard.is("MSG")
                        && heard.body().startsWith("sallyport: ")
                        && heard.body().contains(words));
    }

    /** Waits until a message is acknowledged. */
    public void expectAck(long transaction) throws Exception {
        line.expect("ACK " + transaction, heard -> heard.is("ACK") && heard.transaction() == transaction);
    }

    /** Waits until a message is given back. */
    public void expectNak(long transaction) throws Exception {
        line.expect("NAK " + transaction, heard -> heard.is("NAK") && heard.transaction() == transaction);
    }

    /** Takes something that came out of the inbox; null when nothing like it is there. */
    public @Nullable Heard poll(Predicate<Heard> wanted) {
        return line.poll(wanted);
    }

    /**
     * Calls its own account, which is in already, and waits for the answer: all that was said before has been read, and has come.
     */
    public void ping() throws Exception {
        line.expect("an answer", wanted(line.ask("CAL", account)));
    }

    private static Predicate<Heard> wanted(long transaction) {
        return heard -> heard.transaction() == transaction;
    }

    /** How many messages wait. */
    public long waiting() {
        return line.all(heard -> heard.is("MSG")).size();
    }

    /** The texts that wait. */
    public List<String> texts() {
        return line.all(heard -> heard.is("MSG") && heard.field("Content-Type").startsWith("text/plain")).stream()
                .map(Heard::body)
                .toList();
    }

    /** Waits until it is told to go. */
    public void expectEnd() throws Exception {
        line.expect("OUT", heard -> heard.is("OUT"));
        line.expectClosed();
    }

    /** Waits until the connection has ended. */
    public void expectClosed() throws Exception {
        line.expectClosed();
    }

    /** Leaves as clients do. */
    public void leave() throws IOException {
        line.out();
    }

    @Override
    public void close() {
        line.close();
    }
}
