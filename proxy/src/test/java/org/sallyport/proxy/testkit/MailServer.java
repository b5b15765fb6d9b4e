package org.sallyport.proxy.testkit;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** A mail server on loopback that keeps what it takes. Any thread. */
public final class MailServer implements AutoCloseable {

    /** What it asks of clients. */
    public enum Mode {
        /** Nothing. */
        PLAIN,
        /** STARTTLS, and then a password. */
        STARTTLS,
        /** TLS from the first byte, and a password. */
        TLS
    }

    /** The only user. */
    public static final String USER = "gateway";

    /** The user's password. */
    public static final String PASSWORD = "swordfish";

    /** One message, as it came for one recipient or several. */
    public record Mail(List<String> to, MimeMessage message) {

        public Mail {
            to = List.copyOf(to);
        }

        /** A header as it is on the wire, unfolded; null when there is none. */
        public @Nullable String header(String name) throws MessagingException {
            return message.getHeader(name, ",");
        }

        /** The words in it. */
        public String text() throws MessagingException, IOException {
            return (String) message.getContent();
        }
    }

    private final SMTPServer server;
    private final List<Mail> mails = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> refused = new ConcurrentHashMap<>();

    private MailServer(Mode mode, int port, @Nullable Certificates certificates) throws Exception {
        SMTPServer.Builder builder = SMTPServer.port(port)
                .bindAddress(InetAddress.getLoopbackAddress())
                .messageHandlerFactory(context -> new Taking());
        if (mode != Mode.PLAIN && certificates != null) {
            builder.requireAuth().authenticationHandlerFactory(new EasyAuthenticationHandlerFactory(MailServer::check));
            if (mode == Mode.TLS) {
                builder.serverSocketFactory(certificates.context());
            } else {
                builder.enableTLS().requireTLS().startTlsSocketFactory(certificates.context());
            }
        }
        server = builder.build();
        server.start();
    }

    /** Starts one that asks nothing. */
    public static MailServer start() throws Exception {
        return new MailServer(Mode.PLAIN, 0, null);
    }

    /** Starts one that asks nothing, on a port of one's choice. */
    public static MailServer start(int port) throws Exception {
        return new MailServer(Mode.PLAIN, port, null);
    }

    /** Starts one with a certificate. */
    public static MailServer start(Mode mode, Certificates certificates) throws Exception {
        return new MailServer(mode, 0, certificates);
    }

    private static void check(String user, String password, MessageContext context) throws LoginFailedException {
        if (!user.equals(USER) || !password.equals(PASSWORD)) {
            throw new LoginFailedException();
        }
    }

    /** Where it listens. */
    public int port() {
        return server.getPortAllocated();
    }

    /** Refuses a recipient with this code from now on. */
    public void refuse(String recipient, int code) {
        refused.put(recipient, code);
    }

    /** Takes everybody's mail again. */
    public void refuseNobody() {
        refused.clear();
    }

    /** What it has taken so far. */
    public List<Mail> mails() {
        return List.copyOf(mails);
    }

    @Override
    public void close() {
        server.stop();
    }

    private final class Taking implements MessageHandler {

        private final List<String> to = new CopyOnWriteArrayList<>();

        @Override
        public void from(String from) {
            // Whoever it is.
        }

        @Override
        public void recipient(String recipient) throws RejectException {
            Integer code = refused.get(recipient);
            if (code != null) {
                throw new RejectException(code, "not this one");
            }
            to.add(recipient);
        }

        @Override
        public @Nullable String data(InputStream data) throws IOException {
            byte[] bytes = data.readAllBytes();
            try {
                MimeMessage message =
                        new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes));
                mails.add(new Mail(to, message));
            } catch (MessagingException e) {
                throw new IOException(e);
            }
            return null;
        }

        @Override
        public void done() {
            // The next one has a handler of its own.
        }
    }
}
