package org.sallyport.policy.identity.binding;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.ScreenName;

/**
 * Lets people bind their screen names themselves. Whoever is signed on at a service under a name that nobody here has is shown
 * a code in their client, and enters it where they are signed in with their login: so the session is theirs.
 *
 * <p><b>Codes:</b> {@value #CODE_LENGTH} characters of an alphabet without look-alikes, some 39 bits. One lives for each name, is
 * good once, and is shown again at most every {@link RegistrationSettings#resend}. What is kept is a hash and what the code was
 * derived from; the key to that is made anew with each start, in memory only, so that codes die with the process. Codes are
 * never logged.
 *
 * <p><b>Guessing:</b> wrong codes are counted by person and by address, and all together: who has had too many has to wait, also
 * with the right one. All together count {@value #OVERALL} times as many, so that nobody alone shuts all others out soon, and a
 * crowd gets no further: {@value #MOST_CODES} codes among 30^8 stay out of reach.
 *
 * <p><b>Threading:</b> any thread. {@link #notice} is for event loops: it never blocks longer than a hash takes. {@link #redeem}
 * waits for the disk. <b>Bounds:</b> {@value #MOST_CODES} codes; the one shown longest ago goes first.
 */
public final class Registration {

    /** What stands in a rule's notice for the link and the code. */
    public static final String PLACEHOLDER = "{registration-link}";

    /** Where the page is, below the configured address. */
    public static final String PATH = "/register";

    /** How many codes live at a time. */
    public static final int MOST_CODES = 10_000;

    static final int CODE_LENGTH = 8;
    static final int OVERALL = 40;

    /** No 0, O, 1, I, L or U. */
    private static final String ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final int LONGEST_TYPED = 64;
    private static final String EVERYBODY = "";

    private final Bindings bindings;
    private final RegistrationSettings settings;
    private final LongSupplier nanos;
    private final SecureRandom random;
    private final SecretKeySpec key;
    private final WrongTries byPerson;
    private final WrongTries byAddress;
    private final WrongTries overall;

    /** The code shown longest ago comes first; guarded by this. */
    private final Map<ScreenName, Issued> issued = new LinkedHashMap<>();
    /** By hash; guarded by this. */
    private final Map<String, ScreenName> byHash = new LinkedHashMap<>();

    private record Issued(String nonce, String hash, String connection, long expires, long shown) {}

    /** What came of a code. */
    public sealed interface Outcome {

        /** The name is the person's. */
        record Registered(ScreenName name) implements Outcome {}

        /** The name is another's by now: an administrator has to settle it. */
        record Disputed(ScreenName name) implements Outcome {}

        /** No such code lives; it may have been used, or be too old. */
        record Wrong() implements Outcome {}

        /** Too many wrong codes. */
        record TooMany(Duration retryAfter) implements Outcome {}

        /** It can't be; {@code why} is for whoever tried. */
        record Refused(String why) implements Outcome {}
    }

    /** Over these bindings, by these settings. */
    public Registration(Bindings bindings, RegistrationSettings settings) {
        this(bindings, settings, System::nanoTime, new SecureRandom());
    }

    Registration(Bindings bindings, RegistrationSettings settings, LongSupplier nanos, SecureRandom random) {
        this.bindings = bindings;
        this.settings = settings;
        this.nanos = nanos;
        this.random = random;
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        this.key = new SecretKeySpec(secret, "HmacSHA256");
        this.byPerson = new WrongTries(settings.tries(), settings.pause(), nanos);
        this.byAddress = new WrongTries(settings.tries(), settings.pause(), nanos);
        this.overall = new WrongTries(settings.tries() * OVERALL, settings.pause(), nanos);
    }

    /** Whether a notice asks for a link. */
    public static boolean isAskedFor(@Nullable String notice) {
        return notice != null && notice.contains(PLACEHOLDER);
    }

    /** The page where codes are entered; empty when nobody can register. */
    public String link() {
        return settings.url().isEmpty() ? "" : settings.url() + PATH;
    }

    /** A notice with the link, and no code, in its place: for whoever may not be shown one. */
    public String withLinkOnly(String notice) {
        return notice.replace(PLACEHOLDER, link());
    }

    /**
     * A notice with the link and a code in its place, for the client of this account alone. Whoever calls this has made sure that
     * the service has let the client in under this name.
     *
     * @param name who is signed on
     * @param connection where it is shown
     * @return null when the name was shown its code a short while ago: then it needs no other notice
     */
    public @Nullable String notice(String notice, ScreenName name, String connection) {
        if (settings.url().isEmpty()) {
            return withLinkOnly(notice);
        }
        String code = show(name, connection);
        return code == null ? null : notice.replace(PLACEHOLDER, link() + " (code: " + code + ")");
    }

    private synchronized @Nullable String show(ScreenName name, String connection) {
        long now = nanos.getAsLong();
        Issued earlier = issued.get(name);
        if (earlier != null && now - earlier.expires() < 0) {
            boolean sameClient = earlier.connection().equals(connection);
            if (sameClient && now - earlier.shown() < settings.resend().toNanos()) {
                return null;
            }
            issued.remove(name);
            issued.put(name, new Issued(earlier.nonce(), earlier.hash(), connection, earlier.expires(), now));
            return grouped(code(name, earlier.nonce()));
        }
        forget(name);
        byte[] bytes = new byte[16];
        String nonce;
        String code;
        String hash;
        do {
            random.nextBytes(bytes);
            nonce = HexFormat.of().formatHex(bytes);
            code = code(name, nonce);
            hash = hash(code);
        } while (byHash.containsKey(hash));
        issued.put(
                name,
                new Issued(
                        nonce,
                        hash,
                        connection,
                        now + settings.codeLife().toNanos(),
                        now));
        byHash.put(hash, name);
        if (issued.size() > MOST_CODES) {
            forget(issued.keySet().iterator().next());
        }
        return grouped(code);
    }

    private void forget(ScreenName name) {
        Issued gone = issued.remove(name);
        if (gone != null) {
            byHash.remove(gone.hash());
        }
    }

    /**
     * Binds the name that a code was shown to.
     *
     * @param typed as typed: case, spaces and hyphens make no difference
     * @param person who is signed in
     * @param address where from, to count wrong tries by
     */
    public Outcome redeem(String typed, Person person, String address) {
        if (person.disabled()) {
            return new Outcome.Refused("your account is closed");
        }
        Duration wait = begin(person.id(), address);
        if (wait != null) {
            return new Outcome.TooMany(wait);
        }
        ScreenName name = take(typed);
        if (name == null) {
            return new Outcome.Wrong();
        }
        byPerson.takeBack(person.id());
        byAddress.takeBack(address);
        overall.takeBack(EVERYBODY);
        ScreenName shown =
                new ScreenName(name.service(), name.normalized(), name.display().replaceAll("\\p{Cntrl}", ""));
        Bindings.Claim claim = new Bindings.Claim(shown, person, Binding.Source.REGISTRATION, person.login(), "");
        return switch (bindings.bind(claim)) {
            case Bindings.Outcome.Done done -> new Outcome.Registered(name);
            case Bindings.Outcome.Unchanged same -> new Outcome.Registered(name);
            case Bindings.Outcome.Disputed disputed -> new Outcome.Disputed(name);
            case Bindings.Outcome.Refused refused -> new Outcome.Refused(refused.why());
            case Bindings.Outcome.Failed failed -> new Outcome.Refused(failed.cause());
        };
    }

    /** The name of a code, which is used up by that; null when there is no such code. */
    private synchronized @Nullable ScreenName take(String typed) {
        if (typed.length() > LONGEST_TYPED) {
            return null;
        }
        String hash = hash(typed.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT));
        // Looked up by its hash: what a comparison's length of time could tell are bits of a hash, and no code follows
        // from them.
        ScreenName name = byHash.get(hash);
        Issued code = name == null ? null : issued.get(name);
        if (name == null
                || code == null
                || !MessageDigest.isEqual(
                        code.hash().getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.US_ASCII))) {
            return null;
        }
        forget(name);
        return nanos.getAsLong() - code.expires() < 0 ? name : null;
    }

    /** How many codes are remembered. */
    synchronized int codes() {
        return issued.size();
    }

    /** Counts a try, or says how long to wait. Whoever has to wait can't use up the tries of all others meanwhile. */
    private @Nullable Duration begin(String person, String address) {
        Duration wait = byPerson.begin(person);
        if (wait != null) {
            return wait;
        }
        wait = byAddress.begin(address);
        if (wait == null) {
            wait = overall.begin(EVERYBODY);
            if (wait == null) {
                return null;
            }
            byAddress.takeBack(address);
        }
        byPerson.takeBack(person);
        return wait;
    }

    private String code(ScreenName name, String nonce) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            mac.update(nonce.getBytes(StandardCharsets.US_ASCII));
            byte[] bytes = mac.doFinal(name.toString().getBytes(StandardCharsets.UTF_8));
            StringBuilder code = new StringBuilder(CODE_LENGTH);
            for (int i = 0; i < CODE_LENGTH; i++) {
                // Two bytes for one of thirty characters: none is noticeably likelier than another.
                int number = (bytes[2 * i] & 0xFF) << 8 | bytes[2 * i + 1] & 0xFF;
                code.append(ALPHABET.charAt(number % ALPHABET.length()));
            }
            return code.toString();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private static String grouped(String code) {
        return code.substring(0, CODE_LENGTH / 2) + "-" + code.substring(CODE_LENGTH / 2);
    }

    private static String hash(String code) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(code.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
