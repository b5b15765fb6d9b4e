package org.sallyport.protocols.rvp;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.rvp.wire.CallBackUrl;
import org.sallyport.protocols.rvp.wire.RvpNames;
import org.sallyport.protocols.rvp.write.Notices;

/**
 * Speaks to a client as its server would: by a call to where it waits for them. Where that is isn't known before the client has
 * said so; what there is to say until then is lost.
 *
 * <p>Confined to the connection's event loop.
 */
final class Voice {

    /** Enough for any notice. */
    private static final int LONGEST_NOTICE = 1_000;

    private static final Pattern CONVERSATION = Pattern.compile("\\{[0-9A-F-]{36}}");

    private final SessionContext context;
    private final Memory memory;

    /** All notices of a session show up in one window. */
    private final String conversation;

    Voice(SessionContext context, Memory memory) {
        this.context = context;
        this.memory = memory;
        ThreadLocalRandom random = ThreadLocalRandom.current();
        this.conversation =
                "{" + new UUID(random.nextLong(), random.nextLong()).toString().toUpperCase(Locale.ROOT) + "}";
    }

    /** What the gateway has to say. */
    void notices(List<String> texts, @Nullable ScreenName account, @Nullable Asked asked, List<Emission> out) {
        for (String text : texts) {
            String cut = text.length() <= LONGEST_NOTICE ? text : text.substring(0, LONGEST_NOTICE);
            say(context.noticeName(), cut, account, asked, out);
        }
    }

    /** A colleague's message, or something the gateway has to say. */
    void deliver(ImEvent.Message message, @Nullable ScreenName account, List<Emission> out) {
        if (message.from() == null) {
            say(context.noticeName(), message.text().plain(), account, null, out);
        } else if (account != null) {
            reach(account, message, out);
        }
    }

    boolean waitsHere(ScreenName account) {
        return memory.waitsHere(account);
    }

    /** Whether {@link #reach} would say it: a text, or that somebody types, to somebody whose client waits for calls. */
    boolean reaches(ScreenName person, ImEvent event) {
        boolean can = event instanceof ImEvent.Message message
                ? message.feature() == Feature.CHAT && message.room() == null
                : event instanceof ImEvent.Typing typing && typing.state() == ImEvent.Typing.State.STARTED;
        return can && event.from() != null && memory.reach(person) != null;
    }

    /** Says to a person's client what somebody else says, in the conversation and the form in which it was said. */
    void reach(ScreenName person, ImEvent event, List<Emission> out) {
        ScreenName from = event.from();
        Memory.Reachable reach = memory.reach(person);
        if (from == null || reach == null || !reaches(person, event)) {
            return;
        }
        String mime = event instanceof ImEvent.Message message
                ? Notices.text(conversation(message.id()), message.text())
                : Notices.typing(conversation(""), RvpNames.user(from));
        CallBackUrl url = reach.client();
        out.add(new Emission.Call(
                url.address(),
                Notices.carrying(
                        url.address(),
                        url.path(),
                        RvpNames.url(reach.server(), RvpNames.user(from)),
                        RvpNames.url(reach.server(), RvpNames.user(person)),
                        mime)));
    }

    private String conversation(String id) {
        return CONVERSATION.matcher(id).matches() ? id : conversation;
    }

    private void say(
            String from, String text, @Nullable ScreenName account, @Nullable Asked asked, List<Emission> out) {
        if (account == null) {
            return;
        }
        Memory.Reachable reach = memory.reach(account);
        CallBackUrl url = reach == null ? null : reach.client();
        String server = reach == null ? null : reach.server();
        if (asked != null && asked.callBack() != null) {
            url = asked.callBack();
            server = asked.request().head().host();
        }
        if (url != null && server != null) {
            out.add(new Emission.Call(
                    url.address(),
                    Notices.message(
                            url.address(),
                            url.path(),
                            RvpNames.url(server, from),
                            RvpNames.url(server, RvpNames.user(account)),
                            conversation,
                            text)));
        }
    }
}
