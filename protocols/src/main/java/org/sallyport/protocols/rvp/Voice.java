package org.sallyport.protocols.rvp;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
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

    /** A colleague's message. */
    void deliver(ImEvent.Message message, @Nullable ScreenName account, List<Emission> out) {
        ScreenName from = message.from();
        if (message.room() == null) {
            String name = from == null ? context.noticeName() : RvpNames.user(from);
            say(name, message.text().plain(), account, null, out);
        }
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
