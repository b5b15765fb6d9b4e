package org.sallyport.ui;

import java.util.ArrayList;
import java.util.List;
import org.sallyport.archive.search.Hit;

/** A working day in an archive, for looking at pages: two colleagues, a stranger, a room, and an attack. */
final class Story {

    static final String ATTACK =
            "<script>document.title='pwned'</script><img src=x onerror=\"document.title='pwned'\">";

    private Story() {}

    static List<Hit> day() {
        Hit.Party anna = Hits.ANNA;
        Hit.Party boris = Hits.BORIS;
        Hit.Party trader = Hits.STRANGER;
        List<Hit> day = new ArrayList<>();
        int n = 0;
        for (; n < 40; n++) {
            Hit.Party from = n % 3 == 0 ? boris : anna;
            day.add(Hits.in(
                    "c-2",
                    Hits.said(n, from, from.equals(anna) ? boris : anna, SMALL_TALK.get(n % SMALL_TALK.size()))));
        }
        day.add(Hits.said(n++, trader, anna, "morning. is the Northwind merger still on for the 28th?"));
        day.add(Hits.said(n++, anna, trader, "Who wants to know?"));
        day.add(Hits.html(
                n++,
                trader,
                anna,
                "somebody with a short position :-) the merger announcement moves the whole sector",
                "<HTML><BODY BGCOLOR=\"#ffffff\"><FONT FACE=\"Arial\" SIZE=2>somebody with a short position :-) the <B>merger</B> "
                        + "announcement moves the whole sector</FONT></BODY></HTML>"));
        day.add(Hits.said(n++, trader, anna, "just a yes or a no"));
        day.add(Hits.alerting(
                Hits.denied(
                        n++,
                        anna,
                        trader,
                        "Between us: the merger is signed, they announce on Thursday before the bell.",
                        "Words that matter"),
                "high"));
        day.add(Hits.said(n++, anna, trader, "Hm, that did not go through. I'll send you the deck instead"));
        day.add(Hits.alerting(
                Hits.offered(
                        n++,
                        anna,
                        trader,
                        "Northwind merger - board deck FINAL.ppt",
                        4_831_220,
                        "deny",
                        "Files leave through Legal only"),
                "low"));
        day.add(Hits.said(n++, trader, anna, "never mind. try my other account"));
        day.add(Hits.said(n++, trader, anna, ATTACK));
        day.add(Hits.said(
                n++,
                trader,
                anna,
                "invoice_\u202Egnp.exe \u0007 \u05E9\u05DC\u05D5\u05DD \u0645\u0631\u062D\u0628\u0627"));
        day.add(Hits.said(n++, anna, trader, "What is that supposed to be?"));
        day.add(Hits.in(
                "c-3",
                Hits.hit(
                        n++,
                        "room-join",
                        "group-chat",
                        boris,
                        List.of(),
                        "deal-desk",
                        "",
                        "",
                        false,
                        "",
                        List.of(),
                        "allow",
                        List.of())));
        day.add(Hits.in(
                "c-3",
                Hits.hit(
                        n++,
                        "message",
                        "group-chat",
                        boris,
                        List.of(),
                        "deal-desk",
                        "Legal says nobody talks about the merger outside this room.",
                        "Legal says nobody talks about the merger outside this room.",
                        false,
                        "",
                        List.of(),
                        "allow",
                        List.of())));
        day.add(Hits.in(
                "c-4",
                Hits.failing(
                        Hits.said(n++, boris, trader, "Did Anna tell you anything about the merger?"),
                        "the directory did not answer within 2 s")));
        return day;
    }

    private static final List<String> SMALL_TALK = List.of(
            "Lunch at twelve?",
            "The printer on four is out of toner again.",
            "Can you send me the minutes of the merger committee when you have them?",
            "Sure, give me ten minutes.",
            "Thanks!",
            "Did you see the new coffee machine?",
            "It has a touch screen. Why does a coffee machine have a touch screen");
}
