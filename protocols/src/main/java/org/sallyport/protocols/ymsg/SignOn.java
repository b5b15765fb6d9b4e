package org.sallyport.protocols.ymsg;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.ImEvent.SignOn.Phase;
import org.sallyport.protocols.ymsg.file.AnnouncedFiles;
import org.sallyport.protocols.ymsg.read.Scene;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Packet;
import org.sallyport.protocols.ymsg.wire.Pairs;
import org.sallyport.protocols.ymsg.wire.Service;
import org.sallyport.protocols.ymsg.wire.Status;
import org.sallyport.protocols.ymsg.wire.YmsgNames;
import org.sallyport.protocols.ymsg.wire.YmsgText;

/**
 * How a client gets in: it says its name (AUTH), gets a challenge, answers it (AUTHRESP) with hashes of its password up to
 * version 14, with cookies it got over HTTPS from 15 on, or it comes with cookies of the web alone. A yes has no packet of its
 * own: the contact list follows. Sources: libyahoo2's notes, libpurple, jYMSG; captures of the real service.
 *
 * <p>An account has several identities, and a client may sign on and act as any of them. The account is the name it signed on
 * with. The client can't choose that freely: once the service lists the identities, and that name is none of them, the account
 * is the one the service says.
 *
 * <p>Passwords' proofs and cookies are never looked at. Confined to the connection's event loop.
 */
final class SignOn implements Topic {

    /** A client's version or an error's number has a few characters. */
    private static final int LONGEST_WORD = 64;

    /** More characters than the identities of any account have. */
    private static final int LONGEST_LIST = 8_192;

    /** More than any account may have. */
    private static final int MOST_IDENTITIES = 16;

    private final Connection connection;
    private final Farewell farewell;
    private final ContactList contacts;

    private final StringBuilder identities = new StringBuilder();
    private @Nullable ScreenName primary;
    private boolean asking;
    private boolean presented;
    private String method = "unknown";
    private @Nullable String client;

    SignOn(Connection connection, Voice voice) {
        this.connection = connection;
        this.farewell = new Farewell(connection, voice);
        this.contacts = new ContactList(connection);
    }

    /** Ends the connection, in whatever phase it is. */
    void end(List<String> notices, List<Emission> out) {
        farewell.append(asking, notices, out);
    }

    @Override
    public Finding read(Scene scene) {
        Packet packet = scene.packet();
        Service service = packet.service();
        if (scene.byClient()) {
            if (service != Service.LOGOFF && (presented || connection.inSession())) {
                // Or somebody signs on under one name and goes on under another.
                return new Finding.Broken("second sign-on");
            }
            return switch (service) {
                case AUTH -> hello(packet.pairs());
                case AUTH_RESPONSE -> response(packet.pairs());
                case WEB_LOGIN -> asks(packet.pairs(), "cookie");
                case null, default -> signsOff(scene.flow(), "by the client");
            };
        }
        return switch (service) {
            case AUTH -> Finding.Pass.INSTANCE;
            case AUTH_RESPONSE -> refused(packet.pairs());
            case DISCONNECT -> asking ? refused(packet.pairs()) : signsOff(scene.flow(), "by the service");
            case null, default -> list(packet);
        };
    }

    /** The name as it was typed. No event: nothing is proved yet, and the person may give up. */
    private Finding hello(Pairs pairs) {
        named(pairs);
        asking = true;
        return Finding.Pass.INSTANCE;
    }

    private Finding response(Pairs pairs) {
        boolean cookies = pairs.has(Key.Y_COOKIE) || pairs.has(Key.T_COOKIE) || pairs.has(Key.CRUMB_HASH);
        return asks(pairs, cookies ? "token" : "challenge");
    }

    private Finding asks(Pairs pairs, String by) {
        ScreenName known = connection.account();
        if (known == null || !names(pairs, known)) {
            named(pairs);
        }
        asking = true;
        presented = true;
        method = by;
        client = shortened(pairs.text(Key.CLIENT_VERSION));
        return new Finding.Asks(event(Flow.OUTBOUND, Phase.REQUESTED, null), this::enforceRequest);
    }

    /** Key 1 is the identity that signs on; 0 is its account, or the same once more. */
    private void named(Pairs pairs) {
        ScreenName name = Scene.name(pairs.first(Key.ME), YmsgNames.YAHOO);
        if (name == null) {
            name = Scene.name(pairs.first(Key.ACCOUNT), YmsgNames.YAHOO);
        }
        if (name != null) {
            connection.account(name);
        }
    }

    private static boolean names(Pairs pairs, ScreenName name) {
        return name.equals(Scene.name(pairs.first(Key.ME), YmsgNames.YAHOO));
    }

    private void enforceRequest(Side from, Frame frame, Ruling ruling, List<Emission> out) {
        if (ruling.verdict() instanceof Verdict.Allow) {
            out.add(Emission.Forward.INSTANCE);
        } else {
            refuse(ruling, out);
        }
    }

    private Finding refused(Pairs pairs) {
        String code = shortened(pairs.text(Key.RESULT));
        ImEvent event = event(Flow.INBOUND, Phase.REFUSED, code == null ? "0" : code);
        presented = false;
        // A no needs nobody's leave.
        return new Finding.Asks(event, (from, frame, ruling, out) -> {
            asking = false;
            out.add(Emission.Forward.INSTANCE);
        });
    }

    /** A contact list: the first says that the client is in. */
    private Finding list(Packet packet) {
        if (packet.is(Service.LIST)) {
            identities(packet);
        }
        contacts.part(packet);
        if (accepts()) {
            return accepted(List.of(), (from, frame, ruling, out) -> {
                contacts.tell();
                out.add(Emission.Forward.INSTANCE);
            });
        }
        contacts.tell();
        return Finding.Pass.INSTANCE;
    }

    /** Whether the next packet that only somebody gets who is in means yes. */
    boolean accepts() {
        return !connection.inSession();
    }

    /**
     * The service has said yes.
     *
     * @param more what its packet says besides
     * @param rest what becomes of the packet once the yes may pass
     */
    Finding accepted(List<ImEvent> more, Enforcement rest) {
        ImEvent yes = event(Flow.INBOUND, Phase.ACCEPTED, null);
        List<ImEvent> all = new ArrayList<>(more.size() + 1);
        all.add(yes);
        all.addAll(more);
        return new Finding.AsksEach(all, (from, frame, decisions, out) -> {
            Ruling ruling = decisions.size() == all.size()
                    ? Ruling.of(List.of(yes), decisions.subList(0, 1))
                    : Ruling.of(all, List.of());
            if (ruling.verdict() instanceof Verdict.Allow) {
                asking = false;
                connection.comesOnline();
                rest.enforce(from, frame, Ruling.of(more, decisions.subList(1, decisions.size())), out);
            } else {
                refuse(ruling, out);
            }
        });
    }

    /** Drop is silent; everything else tells the client as its protocol does. */
    private void refuse(Ruling ruling, List<Emission> out) {
        if (ruling.verdict() instanceof Verdict.Drop) {
            connection.closes();
            out.add(Emission.Close.INSTANCE);
        } else {
            asking = true;
            farewell.append(true, List.of(), out);
        }
    }

    /**
     * 89 has the identities and 3 the first of them. A long list comes in parts, which may cut a name in two: they are put
     * together before they are taken apart.
     */
    private void identities(Packet packet) {
        String part = packet.pairs().text(Key.IDENTITIES);
        if (part != null && identities.length() + part.length() <= LONGEST_LIST) {
            identities.append(part);
        }
        ScreenName first = Scene.name(packet.pairs().first(Key.USER), YmsgNames.YAHOO);
        primary = first == null ? primary : first;
        if (packet.status() != Status.STORED) {
            settle(identities.toString());
            identities.setLength(0);
        }
    }

    private void settle(String listed) {
        ScreenName mine = connection.account();
        ScreenName first = primary;
        if (!listed.isEmpty() && first != null && !first.equals(mine)) {
            boolean among = false;
            for (String one : listed.split(",", connection.context().limits().itemsPerFrame())) {
                among |= YmsgNames.screenName(one).equals(mine);
            }
            if (!among) {
                connection.account(first);
            }
        }
        announce(listed);
    }

    /** Files go by other connections, on which any of the identities may stand. */
    private void announce(String listed) {
        ScreenName mine = connection.account();
        if (mine == null) {
            return;
        }
        for (String one : listed.split(",", MOST_IDENTITIES)) {
            ScreenName identity = YmsgNames.screenName(one);
            if (!identity.normalized().isEmpty() && !identity.equals(mine)) {
                AnnouncedFiles.rememberIdentity(
                        connection.context().handoffs(),
                        connection.context().opening().client().getAddress(),
                        identity,
                        mine);
            }
        }
    }

    /** Whatever the rules say, an end is an end. */
    Finding signsOff(Flow flow, String how) {
        if (!connection.inSession()) {
            return Finding.Pass.INSTANCE;
        }
        connection.signsOff();
        presented = false;
        return new Finding.Asks(
                new ImEvent.SignOff(flow, connection.account(), how),
                (from, frame, ruling, out) -> out.add(Emission.Forward.INSTANCE));
    }

    private static @Nullable String shortened(@Nullable String text) {
        return text == null ? null : YmsgText.cut(text, LONGEST_WORD);
    }

    private ImEvent event(Flow flow, Phase phase, @Nullable String detail) {
        return new ImEvent.SignOn(flow, phase, connection.account(), method, client, detail);
    }
}
