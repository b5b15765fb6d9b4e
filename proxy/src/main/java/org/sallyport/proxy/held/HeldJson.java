package org.sallyport.proxy.held;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.held.HeldMessage;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;

/** A held message as JSON, in its file. Any thread. */
final class HeldJson {

    /** Escaped, half a character survives that some clients send; in UTF-8 there is no way to write it. */
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private HeldJson() {}

    static byte[] bytes(HeldEntry entry) {
        ObjectNode out = JSON.createObjectNode();
        out.put("id", entry.id())
                .put("time", entry.time().toString())
                .put("queue", entry.queue())
                .put("protocol", entry.protocol().value())
                .put("service", entry.service().value())
                .put("sender", entry.sender())
                .put("stays", entry.stays())
                .put("told", entry.told())
                .put("progress", entry.progress().name())
                .put("changed", entry.changed().toString());
        opening(out.putObject("opening"), entry.opening());
        name(out, "account", entry.account());
        message(out.putObject("message"), entry.message());
        entry.rules().forEach(out.putArray("rules")::add);
        HeldMessage.Verdict verdict = entry.verdict();
        if (verdict != null) {
            out.putObject("verdict")
                    .put("reviewer", verdict.reviewer())
                    .put("time", verdict.time().toString())
                    .put("reason", verdict.reason());
        }
        try {
            return JSON.writeValueAsBytes(out);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree in memory can be written", e);
        }
    }

    private static void opening(ObjectNode out, Opening opening) {
        InetAddress client = opening.client().getAddress();
        out.put("connection", opening.connection())
                .put("time", opening.time().toString())
                .put("entry", opening.entry())
                .put("client", Base64.getEncoder().encodeToString(client == null ? new byte[4] : client.getAddress()))
                .put("client_port", opening.client().getPort())
                .put("host", opening.destination().host())
                .put("port", opening.destination().port())
                .put("named_by", opening.namedBy().name())
                .put("user", opening.user())
                .put("transparent", opening.transparent());
    }

    private static void message(ObjectNode out, ImEvent.Message message) {
        out.put("flow", message.flow().name())
                .put("feature", message.feature().name())
                .put("room", message.room())
                .put("id", message.id())
                .put("plain", message.text().plain())
                .put("source", message.text().source())
                .put("html", message.text().html())
                .put("style", message.text().style());
        name(out, "from", message.from());
        ArrayNode to = out.putArray("to");
        message.to().forEach(recipient -> name(to.addObject(), "name", recipient));
        ArrayNode marks = out.putArray("marks");
        message.marks().forEach(mark -> marks.add(mark.name()));
    }

    private static void name(ObjectNode out, String field, @Nullable ScreenName name) {
        if (name != null) {
            out.putArray(field)
                    .add(name.service().value())
                    .add(name.normalized())
                    .add(name.display());
        }
    }

    /**
     * What {@link #bytes} made.
     *
     * @throws IOException when it is nothing of the kind
     */
    static HeldEntry parse(byte[] bytes) throws IOException {
        try {
            JsonNode in = JSON.readTree(bytes);
            return new HeldEntry(
                    text(in, "id"),
                    Instant.parse(text(in, "time")),
                    text(in, "queue"),
                    opening(in.path("opening")),
                    new ProtocolId(text(in, "protocol")),
                    new ServiceId(text(in, "service")),
                    name(in.path("account")),
                    // Files from before it was written down count together.
                    Objects.requireNonNullElse(optional(in, "sender"), ""),
                    message(in.path("message")),
                    texts(in.path("rules")),
                    in.path("stays").asBoolean(),
                    in.path("told").asBoolean(),
                    HeldEntry.Progress.valueOf(text(in, "progress")),
                    Instant.parse(text(in, "changed")),
                    verdict(in.path("verdict")));
        } catch (IllegalArgumentException | DateTimeException | JsonProcessingException e) {
            // Its message may quote what people wrote.
            throw new IOException("no held message: " + e.getClass().getSimpleName());
        }
    }

    private static Opening opening(JsonNode in) throws IOException {
        InetAddress client;
        try {
            client = InetAddress.getByAddress(Base64.getDecoder().decode(text(in, "client")));
        } catch (UnknownHostException e) {
            throw new IOException("no address", e);
        }
        return new Opening(
                text(in, "connection"),
                Instant.parse(text(in, "time")),
                text(in, "entry"),
                new InetSocketAddress(client, in.path("client_port").asInt()),
                new Address(text(in, "host"), in.path("port").asInt()),
                Opening.NamedBy.valueOf(text(in, "named_by")),
                optional(in, "user"),
                in.path("transparent").asBoolean());
    }

    private static ImEvent.Message message(JsonNode in) throws IOException {
        List<ScreenName> to = new ArrayList<>();
        for (JsonNode recipient : in.path("to")) {
            ScreenName name = name(recipient.path("name"));
            if (name != null) {
                to.add(name);
            }
        }
        Set<ImEvent.Message.Mark> marks = EnumSet.noneOf(ImEvent.Message.Mark.class);
        for (String mark : texts(in.path("marks"))) {
            marks.add(ImEvent.Message.Mark.valueOf(mark));
        }
        return new ImEvent.Message(
                Flow.valueOf(text(in, "flow")),
                Feature.valueOf(text(in, "feature")),
                name(in.path("from")),
                to,
                optional(in, "room"),
                new Text(text(in, "plain"), text(in, "source"), in.path("html").asBoolean(), text(in, "style")),
                marks,
                text(in, "id"));
    }

    private static HeldMessage.@Nullable Verdict verdict(JsonNode in) throws IOException {
        return in.isObject()
                ? new HeldMessage.Verdict(text(in, "reviewer"), Instant.parse(text(in, "time")), text(in, "reason"))
                : null;
    }

    private static @Nullable ScreenName name(JsonNode in) {
        return in.size() == 3
                ? new ScreenName(
                        new ServiceId(in.get(0).asText()),
                        in.get(1).asText(),
                        in.get(2).asText())
                : null;
    }

    private static List<String> texts(JsonNode in) {
        List<String> texts = new ArrayList<>();
        in.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    private static @Nullable String optional(JsonNode in, String field) {
        return in.path(field).isTextual() ? in.path(field).asText() : null;
    }

    private static String text(JsonNode in, String field) throws IOException {
        String text = optional(in, field);
        if (text == null) {
            throw new IOException("no " + field);
        }
        return text;
    }
}
