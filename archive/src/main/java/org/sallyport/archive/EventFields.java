package org.sallyport.archive;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;

/** What happened, as fields of {@code im}: one case for every kind of event, so that a new one can't be forgotten. */
final class EventFields {

    private EventFields() {}

    /** The kind of event, in lower case with hyphens. */
    static String action(ImEvent event) {
        return switch (event) {
            case ImEvent.SignOn e -> "sign-on";
            case ImEvent.SignOff e -> "sign-off";
            case ImEvent.Presence e -> "presence";
            case ImEvent.Profile e -> "profile";
            case ImEvent.Message e -> "message";
            case ImEvent.Typing e -> "typing";
            case ImEvent.FileOffer e -> "file-offer";
            case ImEvent.Invite e -> "invite";
            case ImEvent.RoomJoin e -> "room-join";
            case ImEvent.RoomLeave e -> "room-leave";
            case ImEvent.ContactChange e -> "contact-change";
            case ImEvent.Receipt e -> "receipt";
            case ImEvent.Lookup e -> "lookup";
            case ImEvent.Unread e -> "unread-connection";
            case ImEvent.Forged e -> "forged";
            case ImEvent.Unclassified e -> "unclassified";
            case ImEvent.Malformed e -> "malformed";
        };
    }

    static void write(JsonGenerator out, ArchiveRecord record) throws IOException {
        ImEvent event = record.event();
        ScreenName from = event.from();
        if (from != null) {
            out.writeFieldName("from");
            writeParty(out, record, from);
        }
        if (!event.to().isEmpty()) {
            out.writeArrayFieldStart("to");
            for (ScreenName to : event.to()) {
                writeParty(out, record, to);
            }
            out.writeEndArray();
        }
        if (event.room() != null) {
            JsonText.field(out, "room", event.room());
        }
        writeText(out, event.text());
        writeOwn(out, event);
    }

    private static void writeParty(JsonGenerator out, ArchiveRecord record, ScreenName name) throws IOException {
        out.writeStartObject();
        JsonText.field(out, "screen_name", name.display());
        JsonText.field(out, "normalized", name.normalized());
        if (!name.service().equals(record.service())) {
            out.writeStringField("service", name.service().value());
        }
        Identity identity = record.people().getOrDefault(name, Identity.Unregistered.INSTANCE);
        switch (identity) {
            case Identity.Known known -> {
                Person person = known.person();
                out.writeStringField("identity", "known");
                JsonText.field(out, "person", person.name());
                JsonText.field(out, "login", person.login());
            }
            case Identity.Unregistered nobody -> out.writeStringField("identity", "unregistered");
            case Identity.Unavailable unavailable -> out.writeStringField("identity", "unavailable");
        }
        out.writeEndObject();
    }

    private static void writeText(JsonGenerator out, Text text) throws IOException {
        if (text.plain().isEmpty() && text.source().isEmpty()) {
            return;
        }
        JsonText.field(out, "text", text.plain());
        // Plain text is its own source: most of what is said is not kept twice.
        if (text.html() || !text.source().equals(text.plain())) {
            JsonText.field(out, "source", text.source());
        }
        out.writeBooleanField("html", text.html());
    }

    /** What only this kind of event has. */
    private static void writeOwn(JsonGenerator out, ImEvent event) throws IOException {
        switch (event) {
            case ImEvent.SignOn e -> {
                out.writeStringField("step", kebab(e.phase()));
                optional(out, "detail", e.detail());
                optional(out, "method", e.method());
                optional(out, "client", e.client());
            }
            case ImEvent.SignOff e -> optional(out, "detail", e.detail());
            case ImEvent.Presence e -> optional(out, "detail", e.status());
            case ImEvent.Profile e -> optional(out, "detail", e.part());
            case ImEvent.Message e -> {
                writeMarks(out, e);
                optional(out, "reference", e.id());
            }
            case ImEvent.Typing e -> out.writeStringField("step", kebab(e.state()));
            case ImEvent.FileOffer e -> {
                out.writeStringField("step", kebab(e.step()));
                optional(out, "reference", e.id());
            }
            case ImEvent.Invite e -> {
                out.writeStringField("step", kebab(e.step()));
                optional(out, "reference", e.id());
            }
            case ImEvent.RoomJoin e -> {
                // Everybody concerned and the room are written already.
            }
            case ImEvent.RoomLeave e -> {
                // Likewise.
            }
            case ImEvent.ContactChange e -> optional(out, "detail", e.action());
            case ImEvent.Receipt e -> {
                out.writeStringField("step", e.delivered() ? "delivered" : "failed");
                optional(out, "detail", e.detail());
                optional(out, "reference", e.id());
            }
            case ImEvent.Lookup e -> optional(out, "detail", e.query());
            case ImEvent.Unread e -> optional(out, "detail", e.carrier());
            case ImEvent.Forged e -> optional(out, "detail", e.why());
            case ImEvent.Unclassified e -> {
                optional(out, "detail", e.opcode());
                out.writeNumberField("length", e.length());
            }
            case ImEvent.Malformed e -> {
                optional(out, "detail", e.why());
                out.writeNumberField("offset", e.offset());
            }
        }
    }

    private static void writeMarks(JsonGenerator out, ImEvent.Message message) throws IOException {
        if (message.marks().isEmpty()) {
            return;
        }
        out.writeArrayFieldStart("marks");
        // In the order of the enum: a set has none, and the same record must give the same bytes.
        for (ImEvent.Message.Mark mark : ImEvent.Message.Mark.values()) {
            if (message.marks().contains(mark)) {
                out.writeString(kebab(mark));
            }
        }
        out.writeEndArray();
    }

    private static void optional(JsonGenerator out, String field, @Nullable String value) throws IOException {
        if (value != null) {
            JsonText.fieldUnlessEmpty(out, field, value);
        }
    }

    private static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
