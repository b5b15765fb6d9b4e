package org.sallyport.protocols.event;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;

/**
 * One thing that happened on the wire. Immutable; safe for any thread.
 *
 * <p>Every record answers the questions that rules ask: which way ({@link #flow}), what ({@link #feature}), who
 * ({@link #from}), with whom ({@link #to}), where ({@link #room}), and in what words ({@link #text}).
 */
public sealed interface ImEvent {

    /** Which way it travelled. */
    Flow flow();

    /** What the person did, in the vocabulary of rules. */
    Feature feature();

    /** Who did it; null when the wire doesn't say and the account of the connection isn't known. */
    @Nullable ScreenName from();

    /** To or about whom; empty when to nobody in particular. */
    default List<ScreenName> to() {
        return List.of();
    }

    /** The room it happened in, as the service names it; null outside rooms. */
    default @Nullable String room() {
        return null;
    }

    /** The words in it. */
    default Text text() {
        return Text.EMPTY;
    }

    /** The files in it. */
    default List<FileInfo> files() {
        return List.of();
    }

    /** A person asks to be let in, or the service answers. */
    record SignOn(
            Flow flow,
            Phase phase,
            @Nullable ScreenName from,
            String method,
            @Nullable String client,
            @Nullable String detail)
            implements ImEvent {

        /** How far it is. */
        public enum Phase {
            /** The client has asked. */
            REQUESTED,
            /** The service has said yes. */
            ACCEPTED,
            /** The service has said no; {@code detail} has its code. */
            REFUSED
        }

        @Override
        public Feature feature() {
            return Feature.SIGN_ON;
        }
    }

    /** A person leaves, or is put out. {@code detail} says how, as far as known. */
    record SignOff(Flow flow, @Nullable ScreenName from, String detail) implements ImEvent {
        @Override
        public Feature feature() {
            return Feature.SIGN_ON;
        }
    }

    /** Somebody is there, away or gone. {@code status} is one lower-case word; {@code text} what they say about it. */
    record Presence(Flow flow, @Nullable ScreenName from, String status, Text text) implements ImEvent {
        @Override
        public Feature feature() {
            return Feature.PRESENCE;
        }
    }

    /** A profile, an away message or another text of one's own that others can read. */
    record Profile(Flow flow, @Nullable ScreenName from, String part, Text text) implements ImEvent {
        @Override
        public Feature feature() {
            return Feature.PROFILE;
        }
    }

    /**
     * Something was said. {@code feature} tells chat, group chat, SMS and such apart; {@code id} is the protocol's own id of
     * the message, as text, not necessarily unique.
     */
    record Message(
            Flow flow,
            Feature feature,
            @Nullable ScreenName from,
            List<ScreenName> to,
            @Nullable String room,
            Text text,
            Set<Mark> marks,
            String id)
            implements ImEvent {

        /** What is special about a message. */
        public enum Mark {
            /** Sent by the client by itself, such as an away message. */
            AUTO_RESPONSE,
            /** Kept by the service while the recipient was away. */
            OFFLINE,
            /** The service's copy of what this client said in a room. */
            REFLECTION,
            /** Said to one in a room. */
            WHISPER,
            /** Longer than the limit: the end is missing from the event, not from the wire. */
            CUT
        }

        public Message {
            to = List.copyOf(to);
            marks = Set.copyOf(marks);
        }
    }

    /** Somebody writes, pauses or stops. */
    record Typing(Flow flow, @Nullable ScreenName from, List<ScreenName> to, State state) implements ImEvent {

        /** What the hands do. */
        public enum State {
            STARTED,
            PAUSED,
            FINISHED,
            /** The window was closed. */
            CLOSED
        }

        public Typing {
            to = List.copyOf(to);
        }

        @Override
        public Feature feature() {
            return Feature.TYPING;
        }
    }

    /** A negotiation about files. {@code id} ties its steps together within the connection. */
    record FileOffer(
            Flow flow,
            Feature feature,
            Step step,
            @Nullable ScreenName from,
            List<ScreenName> to,
            List<FileInfo> files,
            Text text,
            String id)
            implements ImEvent {
        public FileOffer {
            to = List.copyOf(to);
            files = List.copyOf(files);
        }
    }

    /** A negotiation about anything but files: a room, a call, a direct connection, a game. */
    record Invite(
            Flow flow,
            Feature feature,
            Step step,
            @Nullable ScreenName from,
            List<ScreenName> to,
            @Nullable String room,
            Text text,
            String id)
            implements ImEvent {
        public Invite {
            to = List.copyOf(to);
        }
    }

    /** People came into a room; on the way out, the account itself asks to enter. */
    record RoomJoin(Flow flow, @Nullable ScreenName from, List<ScreenName> to, String room) implements ImEvent {
        public RoomJoin {
            to = List.copyOf(to);
        }

        @Override
        public Feature feature() {
            return Feature.GROUP_CHAT;
        }
    }

    /** People left a room. */
    record RoomLeave(Flow flow, @Nullable ScreenName from, List<ScreenName> to, String room) implements ImEvent {
        public RoomLeave {
            to = List.copyOf(to);
        }

        @Override
        public Feature feature() {
            return Feature.GROUP_CHAT;
        }
    }

    /** A contact list changes, or somebody asks or answers to be on one. {@code action} is one lower-case word. */
    record ContactChange(Flow flow, @Nullable ScreenName from, List<ScreenName> to, String action, Text text)
            implements ImEvent {
        public ContactChange {
            to = List.copyOf(to);
        }

        @Override
        public Feature feature() {
            return Feature.CONTACT_LIST;
        }
    }

    /** What became of something sent: acknowledged, failed, missed. {@code id} names it; {@code detail} has the code. */
    record Receipt(
            Flow flow,
            @Nullable ScreenName from,
            List<ScreenName> to,
            boolean delivered,
            String id,
            String detail,
            @Nullable String room)
            implements ImEvent {
        public Receipt {
            to = List.copyOf(to);
        }

        /** Of something said outside rooms. */
        public Receipt(
                Flow flow,
                @Nullable ScreenName from,
                List<ScreenName> to,
                boolean delivered,
                String id,
                String detail) {
            this(flow, from, to, delivered, id, detail, null);
        }

        @Override
        public Feature feature() {
            return Feature.RECEIPT;
        }
    }

    /** Somebody looks somebody up. {@code query} is what for, when it is not just the names in {@code to}. */
    record Lookup(Flow flow, @Nullable ScreenName from, List<ScreenName> to, String query) implements ImEvent {
        public Lookup {
            to = List.copyOf(to);
        }

        @Override
        public Feature feature() {
            return Feature.LOOKUP;
        }
    }

    /**
     * A connection to a messenger that can't be read. {@code feature} is what the host is known to be for, so that a rule about
     * voice is about a voice relay too, and {@link Feature#UNREAD_CONNECTION} where it may be anything. {@code from} is who signed in at the gateway's own door, if anybody did;
     * {@code carrier} is one lower-case word for what it is wrapped in or spoken: {@code tls}, {@code web}, {@code unknown}, or
     * the protocol's name. Where it goes stands in the connection's {@link org.sallyport.protocols.Opening}.
     */
    record Unread(Flow flow, Feature feature, @Nullable ScreenName from, String carrier) implements ImEvent {

        /** To a host that may be for anything. */
        public Unread(Flow flow, @Nullable ScreenName from, String carrier) {
            this(flow, Feature.UNREAD_CONNECTION, from, carrier);
        }
    }

    /**
     * Somebody speaks for somebody else, or has somebody prove who they are to a stranger. Refused unless a rule names its
     * feature. {@code from} is who it claims to be; {@code why} has no content of the stream.
     */
    record Forged(Flow flow, @Nullable ScreenName from, List<ScreenName> to, String why) implements ImEvent {
        public Forged {
            to = List.copyOf(to);
        }

        @Override
        public Feature feature() {
            return Feature.FORGED;
        }
    }

    /** A part of the protocol without a name here. {@code opcode} is the protocol's own number, such as {@code 0018/0006}. */
    record Unclassified(Flow flow, @Nullable ScreenName from, String opcode, int length) implements ImEvent {
        @Override
        public Feature feature() {
            return Feature.UNCLASSIFIED;
        }
    }

    /** Bytes that broke the rules. {@code why} has no content of the stream; {@code offset} counts the direction's bytes. */
    record Malformed(Flow flow, @Nullable ScreenName from, String why, long offset) implements ImEvent {
        @Override
        public Feature feature() {
            return Feature.MALFORMED;
        }
    }
}
