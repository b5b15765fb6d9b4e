package org.sallyport.protocols.rvp.read;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.http.HttpMessage;
import org.sallyport.protocols.rvp.wire.Credentials;
import org.sallyport.protocols.rvp.wire.RvpField;
import org.sallyport.protocols.rvp.wire.RvpNames;
import org.sallyport.protocols.tunnel.HttpFields;
import org.sallyport.protocols.tunnel.HttpHead;

/**
 * A request, with what its head says of people.
 *
 * @param message head and body
 * @param use what it is for
 * @param node whose node it goes to; null where the target names none
 * @param claimed whose request it says it is; null where it names none, as when a server speaks for itself
 * @param credentials who has signed it
 */
public record Request(
        HttpMessage message,
        Use use,
        @Nullable ScreenName node,
        @Nullable ScreenName claimed,
        Credentials credentials) {

    /** Two readers of one of these that is there twice could read different things. */
    private static final List<String> ONCE = List.of(
            RvpField.FROM,
            RvpField.CALL_BACK,
            RvpField.TYPE,
            RvpField.SUBSCRIPTION,
            RvpField.AUTHORIZATION,
            "Content-Type",
            "Host");

    /** Takes a head apart. */
    public static Request of(HttpMessage message) {
        HttpHead head = message.head();
        String from = head.fields().first(RvpField.FROM);
        return new Request(
                message,
                Use.of(head),
                RvpNames.principal(path(head.target()), head.host()),
                from == null ? null : RvpNames.principal(from, head.host()),
                Credentials.read(head.fields().first(RvpField.AUTHORIZATION)));
    }

    /** What is wrong with the head, or null. */
    public @Nullable String broken() {
        HttpFields fields = message.head().fields();
        for (String name : ONCE) {
            if (fields.count(name) > 1) {
                return "field " + name + " is there more than once";
            }
        }
        String encoding = fields.first("Content-Encoding");
        return encoding == null || encoding.equalsIgnoreCase("identity") ? null : "body is encoded";
    }

    /** The same without its body, which stands in a buffer that doesn't last. */
    public Request withoutBody() {
        return new Request(HttpMessage.of(message.head()), use, node, claimed, credentials);
    }

    /** The head. */
    public HttpHead head() {
        return message.head();
    }

    /** A field's value, or null. */
    public @Nullable String field(String name) {
        return message.head().fields().first(name);
    }

    private static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }
}
