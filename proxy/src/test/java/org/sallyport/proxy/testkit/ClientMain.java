package org.sallyport.proxy.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.sallyport.protocols.Address;

/** Clients as a process, for namespaces. */
public final class ClientMain {

    private ClientMain() {}

    /**
     * {@code talk HOST PORT WORDS}: alice and bobby sign on and alice says something. {@code dial HOST PORT}: says whether
     * anybody answers there.
     */
    public static void main(String[] args) throws Exception {
        Address to = new Address(args[1], Integer.parseInt(args[2]));
        if (args[0].equals("talk")) {
            talk(to, args[3]);
        } else {
            dial(to);
        }
    }

    private static void talk(Address authorizer, String words) throws Exception {
        try (OscarClient alice = OscarClient.signOn(Dialer.direct(), authorizer, "alice");
                OscarClient bobby = OscarClient.signOn(Dialer.direct(), authorizer, "bobby")) {
            // The service announces bobby once it would find him.
            alice.expect("03/0B", snac -> snac.is(3, 0x0B));
            alice.say("bobby", words);
            System.out.println("heard " + bobby.expectMessage("alice", words).text());
        }
    }

    private static void dial(Address to) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(to.host(), to.port()), Dialer.CONNECT_MILLIS);
            socket.setSoTimeout((int) Await.LIMIT.toMillis());
            System.out.println(socket.getInputStream().read() < 0 ? "refused: end" : "answered");
        } catch (IOException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }
}
