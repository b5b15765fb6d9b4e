package org.sallyport.protocols.ymsg.read;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.Pairs;
import org.sallyport.protocols.ymsg.wire.YmsgNames;

/**
 * Reads who is on a contact list that the service tells. Those who are ignored are told beside it (88, and records of kind 320),
 * and are not on it. Sources: libyahoo2, jYMSG, libpurple, openymsg; captures of jYMSG.
 */
public final class ListReader {

    private static final String IGNORED = "320";
    private static final String[] NOBODY = {};

    private ListReader() {}

    /**
     * The people in a list of version 12 or before: {@code Friends:bob,carol}, a line for each group.
     *
     * @param groups all parts of it, put together; the caller bounds them
     * @param most how many are read
     */
    public static List<ScreenName> groups(String groups, int most) {
        List<ScreenName> people = new ArrayList<>();
        for (String group : groups.split("\n", -1)) {
            // The name of a group may have a colon in it, an id has none.
            int colon = group.lastIndexOf(':');
            String[] ids = colon < 0 ? NOBODY : group.substring(colon + 1).split(",", -1);
            for (String id : ids) {
                ScreenName person = YmsgNames.screenName(id);
                if (!person.normalized().isEmpty() && people.size() < most) {
                    people.add(person);
                }
            }
        }
        return people;
    }

    /**
     * The people in a list of version 13 on: records of kind 319 in groups of kind 318, each with an id (7) and behind it the
     * network it is of (241).
     */
    public static List<ScreenName> records(Pairs pairs) {
        List<ScreenName> people = new ArrayList<>();
        Pair name = null;
        Pair network = null;
        boolean ignoredList = false;
        boolean ignored = false;
        for (Pair pair : pairs.all()) {
            switch (pair.key()) {
                case Key.LIST -> ignoredList = pair.is(IGNORED);
                case Key.RECORD -> ignored = pair.is(IGNORED);
                case Key.CONTACT -> {
                    add(people, name, network);
                    name = ignored || ignoredList ? null : pair;
                    network = null;
                }
                case Key.NETWORK -> network = pair;
                default -> {
                    // About a group, or about somebody.
                }
            }
        }
        add(people, name, network);
        return people;
    }

    private static void add(List<ScreenName> people, @Nullable Pair pair, @Nullable Pair network) {
        ScreenName name = Scene.name(pair, Scene.network(network));
        if (name != null) {
            people.add(name);
        }
    }
}
