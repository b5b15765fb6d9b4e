package org.sallyport.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.SeenFile;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;

/**
 * Writes a record as JSON: the payload of a journal entry and the document in Elasticsearch, byte for byte the same. The fields
 * are described in {@code docs/archive-format.md}.
 *
 * <p>Confined to one thread, as its {@link ConversationTracker} is. Whatever strangers wrote, the result is well-formed UTF-8
 * and JSON: half a surrogate pair becomes U+FFFD, control characters are escaped.
 */
public final class ArchiveDocument {

    private final String journal;
    private final ConversationTracker conversations;
    private final JsonFactory json = new JsonFactory();
    private final MicroTimestamp timestamp = new MicroTimestamp();

    /**
     * @param journal the id of the journal, unique among the gateways that share an archive
     * @param conversations finds each event's conversation
     */
    public ArchiveDocument(String journal, ConversationTracker conversations) {
        this.journal = journal;
        this.conversations = conversations;
    }

    /** The id of the document with a sequence number: shipping it again makes no duplicate. */
    public static String idOf(String journal, long sequence) {
        return journal + "-" + sequence;
    }

    /**
     * Adds the document of a record at the end of a buffer.
     *
     * @param sequence the number of the record in the journal, at least 1
     */
    public void write(ArchiveRecord record, long sequence, DocumentBuffer target) {
        try (JsonGenerator out = json.createGenerator(target)) {
            out.writeStartObject();
            out.writeStringField("@timestamp", timestamp.format(record.time()));
            writeEvent(out, record, sequence);
            writeConnection(out, record);
            writeActor(out, record);
            writeRules(out, record.decision());
            writeFiles(out, record.event(), record.seen());
            writeIm(out, record);
            out.writeEndObject();
        } catch (IOException e) {
            throw new AssertionError("a buffer in memory does not fail", e);
        }
    }

    /** The document of a record, in an array of its own. */
    public byte[] toBytes(ArchiveRecord record, long sequence) {
        DocumentBuffer buffer = new DocumentBuffer(1024);
        write(record, sequence, buffer);
        return buffer.toByteArray();
    }

    private void writeEvent(JsonGenerator out, ArchiveRecord record, long sequence) throws IOException {
        Decision decision = record.decision();
        boolean alert = decision.duties().stream().anyMatch(Duty.Alert.class::isInstance);
        out.writeObjectFieldStart("event");
        out.writeStringField("id", idOf(journal, sequence));
        out.writeStringField("kind", alert ? "alert" : "event");
        out.writeStringField("action", EventFields.action(record.event()));
        out.writeStringField("outcome", outcome(decision));
        out.writeNumberField("sequence", sequence);
        out.writeEndObject();
    }

    /** ECS has three words for how it ended: what was let through, what was not, and what could not be decided. */
    private static String outcome(Decision decision) {
        return switch (decision) {
            case Decision.Decided decided -> decided.verdict().severity() <= 1 ? "success" : "failure";
            case Decision.Failed failed -> "unknown";
        };
    }

    private static void writeConnection(JsonGenerator out, ArchiveRecord record) throws IOException {
        Opening opening = record.opening();
        InetSocketAddress client = opening.client();
        out.writeObjectFieldStart("source");
        InetAddress address = client.getAddress();
        if (address == null) {
            JsonText.field(out, "address", client.getHostString());
        } else {
            out.writeStringField("ip", withoutScope(address.getHostAddress()));
        }
        out.writeNumberField("port", client.getPort());
        out.writeEndObject();
        out.writeObjectFieldStart("destination");
        JsonText.field(out, "address", opening.destination().host());
        out.writeNumberField("port", opening.destination().port());
        out.writeEndObject();
        out.writeObjectFieldStart("network");
        out.writeStringField("protocol", record.protocol().value());
        out.writeStringField("direction", record.event().flow() == Flow.INBOUND ? "inbound" : "outbound");
        out.writeEndObject();
    }

    /** {@code fe80::1%eth0}: the interface means nothing elsewhere, and Elasticsearch takes no such address. */
    private static String withoutScope(String ip) {
        int scope = ip.indexOf('%');
        return scope < 0 ? ip : ip.substring(0, scope);
    }

    private static void writeActor(JsonGenerator out, ArchiveRecord record) throws IOException {
        ScreenName actor = record.event().from();
        if (actor == null && record.event().flow() == Flow.OUTBOUND) {
            actor = record.account();
        }
        Person person = actor == null ? null : personOf(record.people(), actor);
        if (person == null) {
            return;
        }
        out.writeObjectFieldStart("user");
        JsonText.field(out, "id", person.id());
        JsonText.field(out, "name", person.login());
        JsonText.field(out, "full_name", person.name());
        if (person.mail() != null) {
            JsonText.field(out, "email", person.mail());
        }
        out.writeEndObject();
    }

    static @Nullable Person personOf(Map<ScreenName, Identity> people, ScreenName name) {
        return people.get(name) instanceof Identity.Known known ? known.person() : null;
    }

    private static void writeRules(JsonGenerator out, Decision decision) throws IOException {
        if (!decision.rules().isEmpty()) {
            out.writeObjectFieldStart("rule");
            JsonText.list(out, "name", decision.rules());
            out.writeEndObject();
        }
    }

    private static void writeSeen(JsonGenerator out, SeenFile seen) throws IOException {
        if (seen.type() != null) {
            JsonText.field(out, "mime_type", seen.type());
        }
        if (seen.sha256() != null) {
            out.writeObjectFieldStart("hash");
            JsonText.field(out, "sha256", seen.sha256());
            out.writeEndObject();
        }
        SeenFile.Scan scan = seen.scan();
        if (scan != null) {
            out.writeObjectFieldStart("scan");
            out.writeStringField("result", scan.result().id());
            JsonText.fieldUnlessEmpty(out, "detail", scan.detail());
            out.writeEndObject();
        }
    }

    private static void writeFiles(JsonGenerator out, ImEvent event, @Nullable SeenFile seen) throws IOException {
        if (event.files().isEmpty()) {
            return;
        }
        out.writeArrayFieldStart("file");
        for (FileInfo file : event.files()) {
            out.writeStartObject();
            JsonText.field(out, "name", file.name());
            if (file.size() >= 0) {
                out.writeNumberField("size", file.size());
            }
            if (file.count() != 1) {
                out.writeNumberField("count", file.count());
            }
            if (seen != null && event.files().size() == 1) {
                writeSeen(out, seen);
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void writeIm(JsonGenerator out, ArchiveRecord record) throws IOException {
        Opening opening = record.opening();
        ImEvent event = record.event();
        out.writeObjectFieldStart("im");
        out.writeStringField("service", record.service().value());
        out.writeStringField("protocol", record.protocol().value());
        JsonText.field(out, "connection", opening.connection());
        JsonText.field(out, "entry", opening.entry());
        if (opening.user() != null) {
            JsonText.field(out, "proxy_user", opening.user());
        }
        ScreenName account = record.account();
        if (account != null) {
            JsonText.field(out, "account", account.normalized());
        }
        out.writeStringField("feature", event.feature().id());
        String conversation = conversations.conversationOf(record);
        if (conversation != null) {
            out.writeStringField("conversation", conversation);
        }
        EventFields.write(out, record);
        DecisionFields.write(out, record.decision());
        out.writeEndObject();
    }

    /** Formats times to the microsecond; remembers the second it formatted last, which the next record mostly shares. */
    private static final class MicroTimestamp {

        private long second = Long.MIN_VALUE;
        private String prefix = "";

        String format(Instant time) {
            if (time.getEpochSecond() != second) {
                second = time.getEpochSecond();
                String whole = Instant.ofEpochSecond(second).toString();
                prefix = whole.substring(0, whole.length() - 1);
            }
            int micros = time.getNano() / 1_000;
            StringBuilder text =
                    new StringBuilder(prefix.length() + 8).append(prefix).append('.');
            for (int digit = 100_000; digit > 0; digit /= 10) {
                text.append((char) ('0' + micros / digit % 10));
            }
            return text.append('Z').toString();
        }
    }
}
