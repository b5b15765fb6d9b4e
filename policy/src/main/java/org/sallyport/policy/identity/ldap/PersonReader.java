package org.sallyport.policy.identity.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.identity.ldap.DirectorySettings.ClosedMark;
import org.sallyport.policy.identity.ldap.DirectorySettings.MemberOf;
import org.sallyport.policy.identity.ldap.DirectorySettings.PersonEntry;

/** Turns entries into persons. No state of its own. */
final class PersonReader {

    private static final String COMMON_NAME = "cn";
    private static final String OBJECT_GUID = "objectGUID";

    private final PersonEntry names;
    private final DirectorySettings.GroupLookup groups;

    PersonReader(DirectorySettings settings) {
        this.names = settings.person();
        this.groups = settings.groups();
    }

    /** The attributes to ask for: operational ones come only when named. */
    String[] attributes() {
        Set<String> wanted =
                new LinkedHashSet<>(List.of(COMMON_NAME, names.login(), names.name(), names.mail(), names.id()));
        wanted.addAll(names.screenNames().values());
        names.closed().forEach(mark -> wanted.add(mark.attribute()));
        if (groups instanceof MemberOf memberOf) {
            wanted.add(memberOf.attribute());
        }
        return wanted.toArray(String[]::new);
    }

    /** The person, given the names of the groups that a search found; those on the entry itself are added. */
    Person person(Entry entry, Set<String> searched) {
        String login = first(entry, names.login(), entry.getDN());
        String name = first(entry, names.name(), first(entry, COMMON_NAME, login));
        Set<String> memberships = new HashSet<>(searched);
        if (groups instanceof MemberOf memberOf) {
            for (String value : values(entry, memberOf.attribute())) {
                memberships.add(groupName(value));
            }
        }
        return new Person(id(entry), login, name, entry.getAttributeValue(names.mail()), memberships, closed(entry));
    }

    /**
     * Whether one of the attribute's values is one of these, comparing as LDAP's caseIgnoreMatch does but without its Unicode
     * folding (RFC 4518): a server takes a full-width "ａlice" for "alice", and a service doesn't, so a stranger could pass for
     * a colleague.
     */
    static boolean has(Entry entry, String attribute, Set<String> comparable) {
        for (String value : values(entry, attribute)) {
            if (comparable.contains(comparable(value))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Lower case, no spaces at the ends, single ones within. Only U+0020 is a space, and a character outside ASCII never becomes
     * one inside (the Kelvin sign would become a "k").
     */
    static String comparable(String text) {
        StringBuilder comparable = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            int length = comparable.length();
            if (c != ' ') {
                int lower = Character.toLowerCase(c);
                comparable.appendCodePoint(c >= 0x80 && lower < 0x80 ? c : lower);
            } else if (length > 0 && comparable.charAt(length - 1) != ' ') {
                comparable.append(' ');
            }
        });
        int end = comparable.length() - 1;
        return end >= 0 && comparable.charAt(end) == ' ' ? comparable.substring(0, end) : comparable.toString();
    }

    static String[] values(Entry entry, String attribute) {
        String @Nullable [] values = entry.getAttributeValues(attribute);
        return values == null ? new String[0] : values;
    }

    private static String first(Entry entry, String attribute, String otherwise) {
        @Nullable String value = entry.getAttributeValue(attribute);
        return value == null || value.isBlank() ? otherwise : value;
    }

    /** What {@link Person#id} is. */
    String id(Entry entry) {
        if (names.id().equalsIgnoreCase(OBJECT_GUID)) {
            byte @Nullable [] bytes = entry.getAttributeValueBytes(names.id());
            return bytes != null && bytes.length == 16 ? guid(bytes) : entry.getDN();
        }
        return first(entry, names.id(), entry.getDN());
    }

    /** What finds the entry with an id that {@link #person} gave. */
    Filter idFilter(String id) {
        if (names.id().equalsIgnoreCase(OBJECT_GUID)) {
            try {
                return Filter.createEqualityFilter(names.id(), guidBytes(UUID.fromString(id)));
            } catch (IllegalArgumentException notAGuid) {
                // Nobody has it; asked as it stands, the server says the same.
            }
        }
        return Filter.createEqualityFilter(names.id(), id);
    }

    static byte[] guidBytes(UUID guid) {
        long first = guid.getMostSignificantBits();
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) (first >>> 32))
                .putShort((short) (first >>> 16))
                .putShort((short) first)
                .order(ByteOrder.BIG_ENDIAN)
                .putLong(guid.getLeastSignificantBits())
                .array();
    }

    /** A GUID as Windows writes it: the first three fields are little-endian (MS-DTYP 2.3.4.2). */
    static String guid(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long data1 = Integer.toUnsignedLong(buffer.getInt());
        long data2 = Short.toUnsignedLong(buffer.getShort());
        long data3 = Short.toUnsignedLong(buffer.getShort());
        long data4 = buffer.order(ByteOrder.BIG_ENDIAN).getLong();
        return new UUID(data1 << 32 | data2 << 16 | data3, data4).toString();
    }

    static String groupName(String value) {
        try {
            RDN first = new DN(value).getRDN();
            return (first == null ? value : first.getAttributeValues()[0]).toLowerCase(Locale.ROOT);
        } catch (LDAPException notADn) {
            return value.toLowerCase(Locale.ROOT);
        }
    }

    private boolean closed(Entry entry) {
        for (ClosedMark mark : names.closed()) {
            boolean marked = switch (mark) {
                case ClosedMark.Value value -> has(entry, value.attribute(), Set.of(comparable(value.value())));
                case ClosedMark.Present present -> entry.hasAttribute(present.attribute());
                case ClosedMark.Bit bit -> hasBit(entry.getAttributeValue(bit.attribute()), bit.mask());
            };
            if (marked) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasBit(@Nullable String value, long mask) {
        try {
            return value != null && (Long.parseLong(value.strip()) & mask) != 0;
        } catch (NumberFormatException notANumber) {
            // An account whose flags can't be read is not known to be open.
            return true;
        }
    }
}
