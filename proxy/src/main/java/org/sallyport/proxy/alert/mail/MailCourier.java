package org.sallyport.proxy.alert.mail;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.alert.AlertSettings;
import org.sallyport.proxy.alert.AlertSettings.Security;
import org.sallyport.proxy.alert.ClientTls;
import org.sallyport.proxy.alert.Courier;
import org.sallyport.proxy.alert.Digest;
import org.sallyport.proxy.alert.DigestText;
import org.sallyport.proxy.alert.SecretFile;

/**
 * Alerts by e-mail (RFC 5321, RFC 5322): one plain-text message a digest, marked as written by a machine (RFC 3834), with a
 * Message-ID that is the same whenever the same digest is sent again, so that mail programs show it once.
 *
 * <p>Recipients are told one by one of what the server said of them: those it took are not sent the digest again, one it refuses
 * for good does not keep it from the others.
 *
 * <p>Confined to one thread, which it blocks for as long as the time-outs allow.
 */
public final class MailCourier implements Courier {

    /** RFC 5321, 4.2.1: 5yz will not get better by itself. */
    private static final int PERMANENT = 500;

    private final AlertSettings.Mail target;
    private final Duration timeout;

    /** Who has got the digest with this key. */
    private String key = "";

    private final Set<String> served = new HashSet<>();

    /** @param timeout for connecting, and for each answer */
    public MailCourier(AlertSettings.Mail target, Duration timeout) {
        this.target = target;
        this.timeout = timeout;
    }

    @Override
    public String destination() {
        return target.smtp().server().toString();
    }

    @Override
    public Outcome deliver(Digest digest) {
        if (!digest.key().equals(key)) {
            key = digest.key();
            served.clear();
        }
        try {
            Session session = Session.getInstance(properties());
            Message message = message(session, digest);
            List<Address> waiting = new ArrayList<>();
            for (String address : target.to()) {
                if (!served.contains(address)) {
                    waiting.add(new InternetAddress(address));
                }
            }
            return send(session, message, waiting.toArray(Address[]::new));
        } catch (AuthenticationFailedException e) {
            return new Outcome.Failed("the mail server refuses the user or the password", null);
        } catch (MessagingException | IOException e) {
            return new Outcome.Failed(said(e), null);
        }
    }

    private Outcome send(Session session, Message message, Address[] to) throws MessagingException, IOException {
        AlertSettings.Smtp smtp = target.smtp();
        Path passwordFile = smtp.passwordFile();
        String password = passwordFile == null ? null : SecretFile.read(passwordFile);
        try (Transport transport = session.getTransport(protocol())) {
            transport.connect(smtp.server().host(), smtp.server().port(), smtp.user(), password);
            transport.sendMessage(message, to);
            return new Outcome.Delivered(null);
        } catch (SendFailedException e) {
            return partly(e);
        }
    }

    /** Who was served, who may be later, and who never will. */
    private Outcome partly(SendFailedException failure) {
        Address[] sent = failure.getValidSentAddresses();
        for (Address address : sent == null ? new Address[0] : sent) {
            served.add(address.toString());
        }
        int later = 0;
        int never = 0;
        String words = said(failure);
        for (Exception e = failure; e != null; e = e instanceof MessagingException m ? m.getNextException() : null) {
            if (e instanceof SMTPAddressFailedException address) {
                // What is said of the message as a whole is no failure then.
                words = said(address.getMessage());
                if (address.getReturnCode() >= PERMANENT) {
                    never++;
                } else {
                    later++;
                }
            }
        }
        if (served.isEmpty() || later > 0) {
            return new Outcome.Failed(words, null);
        }
        return new Outcome.Delivered("the mail server refuses " + never + " of "
                + target.to().size() + " addresses: look for them in 'alerts.targets." + target.name() + ".mail'");
    }

    private String protocol() {
        return target.smtp().security() == Security.TLS ? "smtps" : "smtp";
    }

    private Properties properties() throws IOException {
        AlertSettings.Smtp smtp = target.smtp();
        String prefix = "mail." + protocol() + ".";
        String millis = Long.toString(timeout.toMillis());
        Properties properties = new Properties();
        properties.setProperty(prefix + "connectiontimeout", millis);
        properties.setProperty(prefix + "timeout", millis);
        properties.setProperty(prefix + "writetimeout", millis);
        properties.setProperty(prefix + "sendpartial", "true");
        properties.setProperty(prefix + "from", smtp.from());
        properties.setProperty(prefix + "auth", Boolean.toString(smtp.user() != null));
        switch (smtp.security()) {
            case NONE -> {
                // Nothing to protect: with a user the configuration is refused.
            }
            case STARTTLS -> {
                properties.setProperty(prefix + "starttls.enable", "true");
                // Or whoever is in between could take the word out of the server's greeting.
                properties.setProperty(prefix + "starttls.required", "true");
                trust(properties, prefix);
            }
            case TLS -> trust(properties, prefix);
        }
        return properties;
    }

    private void trust(Properties properties, String prefix) throws IOException {
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        properties.setProperty(prefix + "ssl.protocols", "TLSv1.3 TLSv1.2");
        properties.put(
                prefix + "ssl.socketFactory",
                ClientTls.context(target.smtp().ca()).getSocketFactory());
    }

    private Message message(Session session, Digest digest) throws MessagingException {
        InternetAddress from = new InternetAddress(target.smtp().from());
        MimeMessage message = new Identified(session, "<" + digest.key() + "@" + domain(from) + ">");
        message.setFrom(from);
        for (String address : target.to()) {
            message.addRecipient(Message.RecipientType.TO, new InternetAddress(address));
        }
        message.setSubject(DigestText.subject(digest), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(digest.last()));
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setHeader("X-Sallyport-Severity", digest.severity().id());
        message.setText(DigestText.body(digest), StandardCharsets.UTF_8.name());
        message.saveChanges();
        return message;
    }

    private static String domain(InternetAddress from) {
        String address = from.getAddress();
        return address.substring(address.lastIndexOf('@') + 1);
    }

    private static String said(@Nullable String words) {
        return "the mail server says: " + String.valueOf(words).strip();
    }

    /** What went wrong, with what the server said; the library's own words carry neither the message nor the password. */
    private static String said(Exception failure) {
        if (failure instanceof SMTPSendFailedException sent) {
            return said(sent.getMessage());
        }
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String words = String.valueOf(failure.getMessage()).strip();
        return cause == failure
                ? words
                : words + " (" + cause.getClass().getSimpleName() + ": " + cause.getMessage() + ")";
    }

    /** Keeps the Message-ID it was given, where the library would make up a new one for each try. */
    private static final class Identified extends MimeMessage {

        private final @Nullable String id;

        Identified(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
