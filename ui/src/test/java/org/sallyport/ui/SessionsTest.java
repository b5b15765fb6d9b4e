package org.sallyport.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sallyport.policy.identity.Person;
import org.sallyport.ui.page.SearchForm;

class SessionsTest {

    private final TestClock clock = new TestClock();
    private final Sessions sessions =
            new Sessions(new Secrets(), clock, Duration.ofMinutes(30), Duration.ofHours(10), 100);

    @Test
    void theOneIdleForLongestGivesWay() {
        Session first = sessions.open(person(0));
        Session second = sessions.open(person(1));
        for (int i = 2; i < 100; i++) {
            sessions.open(person(i));
        }
        assertThat(sessions.find(first.token())).isSameAs(first);
        sessions.open(person(100));
        assertThat(sessions.size()).isEqualTo(100);
        assertThat(sessions.find(first.token())).isSameAs(first);
        assertThat(sessions.find(second.token())).isNull();
    }

    @Test
    void nobodyPushesOthersOut() {
        Session quiet = sessions.open(person(0));
        for (int i = 0; i < 500; i++) {
            sessions.open(person(1));
        }
        assertThat(sessions.size()).isEqualTo(1 + Sessions.MAX_PER_PERSON);
        assertThat(sessions.find(quiet.token())).isSameAs(quiet);
    }

    @Test
    void onlyTheLastSearchesAreKept() {
        Session session = sessions.open(person(0));
        for (int i = 0; i <= Session.MAX_SEARCHES; i++) {
            session.keep("s" + i, SearchForm.EMPTY);
        }
        assertThat(session.search("s0")).isNull();
        assertThat(session.search("s1")).isNotNull();
    }

    @Test
    void pagesAreReachedOneAfterTheOther() {
        StoredSearch search = new StoredSearch("s", SearchForm.EMPTY);
        assertThat(search.knows(0)).isTrue();
        assertThat(search.knows(1)).isFalse();
        for (int page = 0; page < StoredSearch.MAX_PAGES - 1; page++) {
            assertThat(search.next(page, "after " + page)).isTrue();
        }
        assertThat(search.next(StoredSearch.MAX_PAGES - 1, "too far")).isFalse();
        assertThat(search.start(1)).isEqualTo("after 0");
        assertThat(search.knows(-1)).isFalse();
    }

    private static Caller person(int number) {
        return new Caller(
                new Person("id" + number, "p" + number, "Person " + number, null, Set.of(), false),
                Set.of(Role.REVIEWER));
    }
}
