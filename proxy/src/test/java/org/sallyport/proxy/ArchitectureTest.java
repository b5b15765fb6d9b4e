package org.sallyport.proxy;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.net.DatagramSocket;
import java.net.MulticastSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLConnection;
import java.nio.channels.NetworkChannel;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rules of docs/architecture.md: which module may know which, and where other people's libraries may be seen. Compiled
 * classes are looked at, so a rule also holds for what is named without an import.
 */
final class ArchitectureTest {

    private static final String ROOT = "org.sallyport.";
    private static final String OSCAR = "org.sallyport.protocols.oscar..";
    private static final String[] ELASTICSEARCH = {"co.elastic..", "org.elasticsearch.."};
    private static final String[] NETTY_CHANNELS = {
        "io.netty.channel..", "io.netty.bootstrap..", "io.netty.handler..", "io.netty.resolver.."
    };

    /** What opens, waits for or runs something. {@code InetAddress} and {@code InetSocketAddress} are values, and fine. */
    private static final Set<Class<?>> ACTIVE = Set.of(
            Socket.class,
            ServerSocket.class,
            DatagramSocket.class,
            MulticastSocket.class,
            URLConnection.class,
            NetworkChannel.class,
            Selector.class,
            Thread.class,
            Executor.class,
            Timer.class);

    private static final ImportOption NO_TESTS =
            location -> !location.contains("/test-classes/") && !location.contains("-tests.jar");

    private static final JavaClasses MAIN =
            new ClassFileImporter().withImportOption(NO_TESTS).importPackages("org.sallyport");

    private static final JavaClasses ALL = new ClassFileImporter().importPackages("org.sallyport");

    @ParameterizedTest
    @ValueSource(strings = {"protocols", "policy", "archive", "ui", "proxy"})
    void everyModuleIsLookedAt(String module) {
        // A rule about classes that were not found would hold for nothing.
        assertThat(MAIN.stream().filter(type -> type.getPackageName().startsWith(ROOT + module)))
                .hasSizeGreaterThan(10);
        assertThat(ALL.size()).isGreaterThan(MAIN.size());
    }

    @Test
    void modulesDependOneWay() {
        List<String> order = List.of("protocols", "policy", "archive", "ui", "proxy");
        for (int i = 0; i < order.size(); i++) {
            String[] later = order.subList(i + 1, order.size()).stream()
                    .map(module -> ROOT + module + "..")
                    .toArray(String[]::new);
            if (later.length > 0) {
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + order.get(i) + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(later)
                        .because("dependencies point one way: protocols, policy, archive, ui, proxy")
                        .check(MAIN);
            }
        }
    }

    @Test
    void protocolsReadBytesAndDoNothingElse() {
        noClasses()
                .that()
                .resideInAPackage("org.sallyport.protocols..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(NETTY_CHANNELS)
                        .or(resideInAnyPackage("java.net.http..").or(active())))
                .because("sessions are fed by whoever owns the connection: a test, a capture, or the relay")
                .check(MAIN);
    }

    @Test
    void policyKnowsNoChannelsAndNoArchive() {
        noClasses()
                .that()
                .resideInAPackage("org.sallyport.policy..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(NETTY_CHANNELS)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(ELASTICSEARCH)
                .check(MAIN);
    }

    @Test
    void archiveKnowsNoWireFormats() {
        noClasses()
                .that()
                .resideInAPackage("org.sallyport.archive..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(OSCAR, "io.netty..")
                .because("what is archived is the event, whatever protocol it came from")
                .check(MAIN);
    }

    @Test
    void uiSeesOnlyTheArchivesAndTheDirectorysInterfaces() {
        noClasses()
                .that()
                .resideInAPackage("org.sallyport.ui..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.unboundid..", "co.elastic..", "org.elasticsearch..", "io.netty..", OSCAR)
                .check(MAIN);
    }

    @Test
    void ldapIsSeenInOnePackage() {
        onlyIn("org.sallyport.policy.identity.ldap", "com.unboundid..");
    }

    @Test
    void theElasticsearchClientIsSeenInOnePackage() {
        onlyIn("org.sallyport.archive.elastic", ELASTICSEARCH);
    }

    @Test
    void littleProxyIsSeenInOnePackage() {
        onlyIn("org.sallyport.proxy.entry.http", "org.littleshoot..", "io.github.littleproxy..");
    }

    @Test
    void theMailLibraryIsSeenInOnePackage() {
        onlyIn("org.sallyport.proxy.alert.mail", "jakarta.mail..", "org.eclipse.angus..");
    }

    @Test
    void bouncyCastleIsSeenInOnePackage() {
        onlyIn("org.sallyport.proxy.tls", "org.bouncycastle..");
    }

    @Test
    void aProtocolIsFoundByTheServiceLoaderOnly() {
        nothingKnowsOscarBut(OSCAR).check(MAIN);
    }

    /** Whole-system tests need somebody who speaks it; no other test may know it. */
    @Test
    void testsKnowAProtocolOnlyWhereTheySpeakIt() {
        nothingKnowsOscarBut(
                        OSCAR,
                        "org.sallyport.proxy.testkit..",
                        "org.sallyport.proxy.journey..",
                        "org.sallyport.proxy.route..",
                        "org.sallyport.proxy.scenario..")
                .check(ALL);
    }

    private static ArchRule nothingKnowsOscarBut(String... packages) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(OSCAR)
                .because("adding or removing a protocol must not touch anything else");
    }

    @Test
    void loggingGoesThroughItsInterface() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ch.qos.logback..", "java.util.logging..")
                .check(MAIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"protocols", "policy", "archive", "ui", "proxy"})
    void packagesOfAModuleHaveNoCycles(String module) {
        slices().matching(ROOT + module + ".(**)").should().beFreeOfCycles().check(MAIN);
    }

    private static void onlyIn(String owner, String... library) {
        classes()
                .that(resideInAnyPackage("org.sallyport..").and(dependingOn(library)))
                .should()
                .resideInAPackage(owner)
                .allowEmptyShould(true)
                .because("a library's types stay in one package, so that it can be replaced")
                .check(MAIN);
    }

    private static DescribedPredicate<JavaClass> dependingOn(String... library) {
        DescribedPredicate<JavaClass> inLibrary = resideInAnyPackage(library);
        return DescribedPredicate.describe(
                "depend on " + String.join(", ", library),
                type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency -> inLibrary.test(dependency.getTargetClass())));
    }

    private static DescribedPredicate<JavaClass> active() {
        return DescribedPredicate.describe(
                "open sockets or run threads", type -> ACTIVE.stream().anyMatch(type::isAssignableTo));
    }
}
