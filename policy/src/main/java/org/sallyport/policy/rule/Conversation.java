package org.sallyport.policy.rule;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.Question;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;

/**
 * Which talk an event belongs to, as one account sees it: the room it is in, or else all who take part, whoever speaks. As
 * one account sees it, because what is said between two accounts here comes by on the connections of both. Immutable.
 *
 * @param service where it is
 * @param account whose connection it is; empty while unknown
 * @param place the room, or the participants in the order of the alphabet; strangers' text
 */
record Conversation(ServiceId service, String account, String place) {

    /** More is never looked at: names are strangers' text. */
    private static final int LONGEST_PLACE = 4_096;

    static Conversation of(Question question) {
        ScreenName account = question.account();
        String own = account == null ? "" : account.normalized();
        String room = question.event().room();
        if (room != null) {
            return new Conversation(question.service(), own, cut("room\n" + room));
        }
        TreeSet<String> names = new TreeSet<>();
        add(names, account);
        add(names, question.event().from());
        question.event().to().forEach(name -> add(names, name));
        return new Conversation(question.service(), own, cut(String.join("\n", names)));
    }

    private static void add(TreeSet<String> names, @Nullable ScreenName name) {
        if (name != null) {
            names.add(name.normalized());
        }
    }

    private static String cut(String place) {
        return place.length() <= LONGEST_PLACE ? place : place.substring(0, LONGEST_PLACE);
    }
}
