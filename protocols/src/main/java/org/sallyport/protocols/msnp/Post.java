package org.sallyport.protocols.msnp;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.msnp.mime.MimeMessage;

/**
 * Something with a MIME part on its way, whatever command carries it. Lives for one frame.
 *
 * @param command what carries it, such as {@code MSG}
 * @param flow which way
 * @param from who sends it, as the connection says and not as the part does
 * @param to everybody who gets it
 * @param feature what it is to say something there: {@link Feature#CHAT}, {@link Feature#GROUP_CHAT} or {@link Feature#SMS}
 * @param room the room it is said in; null between two
 * @param id its transaction, when it has one
 * @param marks what is special about it
 * @param mime the part
 */
record Post(
        String command,
        Flow flow,
        @Nullable ScreenName from,
        List<ScreenName> to,
        Feature feature,
        @Nullable String room,
        String id,
        Set<ImEvent.Message.Mark> marks,
        MimeMessage mime) {}
