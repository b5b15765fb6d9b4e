package org.sallyport.proxy.alert;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;

/**
 * Where alerts go, and at what pace. Immutable.
 *
 * @param targets no two of one name
 * @param digest how long alerts are gathered after a digest was sent, before the next is; zero: not at all
 * @param perHour the most digests a target gets in any hour
 * @param retry how long after a first failure it is tried again; twice as long after each further one
 * @param retryMost the longest that becomes
 * @param maxAge when an alert is given up
 * @param queueBytes how much may wait for one target, on the disk
 * @param timeout for connecting, and again for each answer
 */
public record AlertSettings(
        List<Target> targets,
        Duration digest,
        int perHour,
        Duration retry,
        Duration retryMost,
        Duration maxAge,
        long queueBytes,
        Duration timeout) {

    /** No targets. */
    public static final AlertSettings NONE = new AlertSettings(
            List.of(),
            Duration.ofMinutes(1),
            60,
            Duration.ofSeconds(5),
            Duration.ofMinutes(15),
            Duration.ofDays(3),
            16 << 20,
            Duration.ofSeconds(20));

    public AlertSettings {
        targets = List.copyOf(targets);
    }

    /** The target that a rule calls {@code kind:name}, or an administrator just {@code name}; null when there is none. */
    public @Nullable Target target(String receiver) {
        for (Target target : targets) {
            if (receiver.equals(target.name()) || receiver.equals(target.receiver())) {
                return target;
            }
        }
        return null;
    }

    /** Somebody who is told. */
    public sealed interface Target {

        /** Unique; lower-case letters, digits and hyphens, for it is a directory's name and a label too. */
        String name();

        /** {@code mail}, {@code webhook} or {@code syslog}. */
        String kind();

        /** As rules name it: {@code kind:name}. */
        default String receiver() {
            return kind() + ":" + name();
        }
    }

    /**
     * Mailboxes.
     *
     * @param to at least one
     */
    public record Mail(String name, List<String> to, Smtp smtp) implements Target {
        public Mail {
            to = List.copyOf(to);
        }

        @Override
        public String kind() {
            return "mail";
        }
    }

    /**
     * The mail server that takes mail for all of them.
     *
     * @param from the sender's address
     * @param user the account; null: none is needed
     * @param passwordFile its password; null exactly when there is no user
     * @param ca a PEM file with CAs besides the JVM's; null: those alone
     */
    public record Smtp(
            Address server,
            Security security,
            String from,
            @Nullable String user,
            @Nullable Path passwordFile,
            @Nullable Path ca) {}

    /** How a connection to a mail server is protected. */
    public enum Security {
        /** Not at all. */
        NONE,
        /** It turns to TLS before anything is said, or is given up (RFC 3207). */
        STARTTLS,
        /** It is TLS from the first byte (RFC 8314). */
        TLS
    }

    /**
     * Whoever takes JSON.
     *
     * @param url https, or http on this machine
     * @param secretFile the key of the signature; null: it is not signed
     * @param ca a PEM file with CAs besides the JVM's; null: those alone
     */
    public record Webhook(
            String name,
            URI url,
            @Nullable Path secretFile,
            @Nullable Path ca) implements Target {

        @Override
        public String kind() {
            return "webhook";
        }

        /** Hides the URL: with many services, whoever knows it may post. */
        @Override
        public String toString() {
            return "Webhook[" + name + "]";
        }
    }

    /**
     * A collector of logs.
     *
     * @param tls over TLS (RFC 5425), or over TCP with the same framing (RFC 6587)
     * @param ca a PEM file with CAs besides the JVM's; null: those alone
     */
    public record Syslog(
            String name,
            Address server,
            boolean tls,
            @Nullable Path ca,
            Format format) implements Target {

        @Override
        public String kind() {
            return "syslog";
        }
    }

    /** What a syslog message has in it. */
    public enum Format {
        /** Structured data, and a sentence. */
        RFC5424,
        /** ArcSight's Common Event Format. */
        CEF
    }
}
