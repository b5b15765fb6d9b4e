package org.sallyport.protocols.rvp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;

/**
 * Only the first step of an invitation says what to; those that follow come the other way, on other connections, with its cookie
 * alone. Tells what they are about. Confined to the connection's event loop.
 */
final class Invitations {

    private final Memory memory;

    Invitations(Memory memory) {
        this.memory = memory;
    }

    /** The same events, those of a known invitation under its feature. */
    List<ImEvent> known(List<ImEvent> events) {
        List<ImEvent> known = new ArrayList<>(events.size());
        for (ImEvent event : events) {
            known.add(known(event));
        }
        return known;
    }

    private ImEvent known(ImEvent event) {
        return switch (event) {
            case ImEvent.FileOffer offer -> {
                Feature feature = feature(offer.from(), offer.to(), offer.id(), offer.step(), offer.feature());
                yield feature == Feature.FILE_TRANSFER ? offer : invite(offer, feature);
            }
            case ImEvent.Invite invite -> {
                Feature feature = feature(invite.from(), invite.to(), invite.id(), invite.step(), invite.feature());
                yield feature == Feature.FILE_TRANSFER ? offer(invite) : invite(invite, feature);
            }
            case ImEvent.SignOn e -> e;
            case ImEvent.SignOff e -> e;
            case ImEvent.Presence e -> e;
            case ImEvent.Profile e -> e;
            case ImEvent.Message e -> e;
            case ImEvent.Typing e -> e;
            case ImEvent.RoomJoin e -> e;
            case ImEvent.RoomLeave e -> e;
            case ImEvent.ContactChange e -> e;
            case ImEvent.Receipt e -> e;
            case ImEvent.Lookup e -> e;
            case ImEvent.Unread e -> e;
            case ImEvent.Forged e -> e;
            case ImEvent.Unclassified e -> e;
            case ImEvent.Malformed e -> e;
        };
    }

    private Feature feature(@Nullable ScreenName from, List<ScreenName> to, String cookie, Step step, Feature read) {
        if (from == null || to.size() != 1) {
            return read;
        }
        if (step == Step.PROPOSE) {
            memory.invited(from, to.getFirst(), cookie, read);
            return read;
        }
        Feature known = memory.invitedTo(from, to.getFirst(), cookie);
        return known == null ? read : known;
    }

    private static ImEvent invite(ImEvent.FileOffer offer, Feature feature) {
        return new ImEvent.Invite(
                offer.flow(), feature, offer.step(), offer.from(), offer.to(), null, offer.text(), offer.id());
    }

    private static ImEvent invite(ImEvent.Invite invite, Feature feature) {
        return new ImEvent.Invite(
                invite.flow(), feature, invite.step(), invite.from(), invite.to(), null, invite.text(), invite.id());
    }

    private static ImEvent offer(ImEvent.Invite invite) {
        return new ImEvent.FileOffer(
                invite.flow(),
                Feature.FILE_TRANSFER,
                invite.step(),
                invite.from(),
                invite.to(),
                List.of(),
                invite.text(),
                invite.id());
    }
}
