package org.sallyport.protocols.oscar.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.oscar.wire.GoldenSnacs.Golden;
import org.sallyport.protocols.oscar.wire.OscarNames;
import org.sallyport.protocols.oscar.wire.SnacHeader;
import org.sallyport.protocols.oscar.wire.WireText;

/** Reading SNACs in tests, as the connection of one account. */
public final class Reads {

    /** A context without room. */
    public static ReadContext as(String account) {
        return new ReadContext(OscarNames.screenName(account), OscarNames.service(account), Limits.DEFAULT, null);
    }

    /** A context in a room. */
    public static ReadContext in(String room, String account) {
        return new ReadContext(OscarNames.screenName(account), OscarNames.service(account), Limits.DEFAULT, room);
    }

    private Reads() {}

    /** Reads the SNAC between the buffer's indices; a header that does not fit is broken. */
    public static Meaning read(Side from, ByteBuf buffer, ReadContext context) {
        SnacHeader header = SnacHeader.read(buffer, buffer.readerIndex(), buffer.writerIndex());
        return header == null
                ? new Meaning.Broken("header")
                : SnacReaders.read(from, header, header.body(buffer), context);
    }

    /** Reads a SNAC written as {@link WireText}: family and subtype, then the body. */
    public static Meaning read(Side from, String opcode, String body, ReadContext context) {
        return read(from, WireText.buffer(opcode + " 0000 00000001 " + body), context);
    }

    /** The events in a recorded SNAC. */
    public static List<ImEvent> events(Golden golden, String account) {
        return events(read(golden.from(), golden.buffer(), as(account)));
    }

    /** The events in a meaning that must have some. */
    public static List<ImEvent> events(Meaning meaning) {
        assertThat(meaning).isInstanceOf(Meaning.Events.class);
        return ((Meaning.Events) meaning).events();
    }

    /** The single event in a meaning that must have one of this type. */
    public static <E extends ImEvent> E one(Meaning meaning, Class<E> type) {
        List<ImEvent> events = events(meaning);
        assertThat(events).hasSize(1);
        assertThat(events.get(0)).isInstanceOf(type);
        return type.cast(events.get(0));
    }
}
