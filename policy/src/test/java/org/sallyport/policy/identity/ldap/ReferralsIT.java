package org.sallyport.policy.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.policy.identity.ldap.Await.answer;
import static org.sallyport.policy.identity.ldap.Await.resolve;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.policy.identity.Authenticator;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.PersonKey;
import org.sallyport.policy.identity.ldap.DirectorySettings.GroupSearch;
import org.sallyport.policy.identity.ldap.DirectorySettings.Lookup;

/** An OpenLDAP that has a part of the directory on another server. */
class ReferralsIT {

    private static final String BRANCH = "ou=branch," + Slapd.BASE;
    /** Looks as an Active Directory's domain does. */
    private static final String DOMAIN = "ou=domain," + Slapd.BASE;

    @TempDir
    static Path folder;

    private static Slapd slapd;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(Slapd.installed(), "slapd is not installed");
        slapd = new Slapd(
                folder,
                Slapd.people()
                        + """

                dn: %1$s
                objectClass: organizationalUnit
                ou: domain

                dn: uid=ada,%1$s
                objectClass: inetOrgPerson
                objectClass: imPerson
                uid: ada
                cn: ada
                sn: ada
                userPassword: secret
                imAim: ada

                dn: cn=ours,%1$s
                objectClass: groupOfNames
                cn: ours
                member: uid=ada,%1$s
                """.formatted(DOMAIN)
                        + referral(BRANCH, "ou: branch")
                        + referral("cn=Configuration," + DOMAIN, "cn: Configuration")
                        + referral("dc=DomainDnsZones," + DOMAIN, "dc: DomainDnsZones"));
        slapd.start();
    }

    private static String referral(String dn, String naming) {
        return "\ndn: " + dn + "\nobjectClass: referral\nobjectClass: extensibleObject\n" + naming
                + "\nref: ldap://127.0.0.1:1/" + dn + "\n";
    }

    @AfterAll
    static void stop() {
        if (slapd != null) {
            slapd.close();
        }
    }

    private static DirectorySettings below(String base) {
        DirectorySettings settings = slapd.settings("ldap://127.0.0.1:" + slapd.port);
        return DirectorySettings.openLdap(settings.connection(), base)
                .with(new Lookup(
                        100, Duration.ofMinutes(1), Duration.ZERO, 100, Duration.ofMinutes(5), Duration.ofMinutes(5)));
    }

    /** Whoever is not found here may be there, and so may be the groups of whoever is found. */
    @ParameterizedTest
    @ValueSource(strings = {Slapd.BASE, BRANCH})
    void whatIsElsewhereIsNotKnownToBeNowhere(String base) throws Exception {
        try (LdapPeople people = LdapPeople.open(below(base));
                LdapGroups groups = LdapGroups.open(below(base));
                LdapAuthenticator authenticator = LdapAuthenticator.open(below(base))) {
            for (String name : new String[] {"stranger", "alice"}) {
                assertThat(resolve(people, name)).isInstanceOf(Identity.Unavailable.class);
                assertThat(people.state())
                        .isInstanceOfSatisfying(
                                DirectoryState.Down.class,
                                down -> assertThat(down.cause()).startsWith("referral"));
            }
            assertThat(groups.names()).isEqualTo(Optional.empty());
            assertThat(authenticator.authenticate("alice", Slapd.PASSWORD))
                    .isInstanceOf(Authenticator.Result.Unavailable.class);
        }
    }

    @Test
    void theMessageNamesTheOtherServer() throws Exception {
        try (LdapPeople people = LdapPeople.open(below(Slapd.BASE))) {
            assertThat(((Identity.Unavailable) resolve(people, "alice")).cause())
                    .contains("is on another server, which is not asked: ldap://127.0.0.1:1/ou=branch");
        }
    }

    @Test
    void groupsThatAreElsewhereAreMissed() throws Exception {
        DirectorySettings settings = below("ou=people," + Slapd.BASE).with(GroupSearch.below(Slapd.BASE));
        try (LdapPeople people = LdapPeople.open(settings)) {
            assertThat(resolve(people, "alice")).isInstanceOf(Identity.Unavailable.class);
            assertThat(resolve(people, "stranger"))
                    .as("has no groups to be asked for")
                    .isEqualTo(Identity.Unregistered.INSTANCE);
        }
    }

    @Test
    void anEntryThatIsElsewhereIsNotOneThatIsGone() throws Exception {
        try (LdapPeople people = LdapPeople.open(below(Slapd.BASE))) {
            PersonKey there = new PersonKey.Id("uid=zoe," + BRANCH);
            assertThat(answer(people.persons().resolve(there))).isInstanceOf(Identity.Unavailable.class);
            assertThat(people.state()).as("others are not touched by it").isInstanceOf(DirectoryState.Untried.class);
        }
    }

    @Test
    void nobodyIsInAnActiveDirectorysOwnParts() throws Exception {
        try (LdapPeople people = LdapPeople.open(below(DOMAIN));
                LdapGroups groups = LdapGroups.open(below(DOMAIN))) {
            assertThat(((Identity.Known) resolve(people, "ada")).person().groups())
                    .containsExactly("ours");
            assertThat(resolve(people, "stranger")).isEqualTo(Identity.Unregistered.INSTANCE);
            assertThat(groups.names().orElseThrow()).containsExactly("ours");
            assertThat(people.state()).isInstanceOf(DirectoryState.Up.class);
        }
    }
}
