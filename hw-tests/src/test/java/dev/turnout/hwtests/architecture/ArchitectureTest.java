package dev.turnout.hwtests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lines between the rooms of the house, over everything that is shipped. */
class ArchitectureTest {
    private static final JavaClasses EVERYTHING = new ClassFileImporter().importPackages("dev.turnout");
    private static final JavaClasses SHIPPED = EVERYTHING.that(
            not(resideInAPackage("dev.turnout.hwtests..")).and(not(resideInAPackage("..jmh_generated.."))));

    private static final DescribedPredicate<JavaClass> IO = resideInAnyPackage(
                    "java.io..",
                    "java.nio.file..",
                    "java.nio.channels..",
                    "java.net..",
                    "javax.net..",
                    "java.util.logging..",
                    "java.lang.foreign..")
            .and(describe(
                    "are more than a literal or a marker",
                    type -> !Set.of("java.io.Serializable", "java.net.InetAddress", "java.net.Inet6Address")
                            .contains(type.getFullName())))
            .as("I/O");

    private static final DescribedPredicate<JavaClass> SURROUNDINGS = describe(
            "threads, clocks, randomness or processes",
            type -> Set.of(
                            "java.lang.Thread",
                            "java.lang.Process",
                            "java.lang.ProcessBuilder",
                            "java.lang.ProcessHandle",
                            "java.lang.Runtime",
                            "java.lang.System$Logger",
                            "java.time.Clock",
                            "java.util.Random",
                            "java.util.SplittableRandom",
                            "java.util.Timer",
                            "java.util.concurrent.ThreadLocalRandom",
                            "java.security.SecureRandom")
                    .contains(type.getFullName()));

    private static final DescribedPredicate<JavaMethodCall> ASKING =
            describe("asks the machine", call -> asks(call.getTarget()));

    private static final DescribedPredicate<JavaFieldAccess> PRINTING =
            describe("prints", access -> access.getTargetOwner().getFullName().equals("java.lang.System"));

    private static boolean asks(AccessTarget target) {
        String owner = target.getOwner().getFullName();
        String name = target.getName();
        return switch (owner) {
            case "java.lang.System" -> !Set.of("arraycopy", "identityHashCode").contains(name);
            case "java.lang.Math" -> name.equals("random");
            case "java.util.UUID" -> name.equals("randomUUID");
            case "java.net.InetAddress", "java.net.Inet6Address" ->
                !Set.of("ofLiteral", "getAddress").contains(name);
            default -> owner.startsWith("java.time.") && name.equals("now");
        };
    }

    @Test
    void coreIsPure() {
        inCore().should().dependOnClassesThat(IO).check(SHIPPED);
        inCore().should().dependOnClassesThat(SURROUNDINGS).check(SHIPPED);
        inCore().should().callMethodWhere(ASKING).check(SHIPPED);
        inCore().should().accessFieldWhere(PRINTING).check(SHIPPED);
    }

    private static GivenClassesConjunction inCore() {
        return noClasses().that().resideInAPackage("dev.turnout.core..");
    }

    /** What the core must not do the rest of the house does, so a rule that finds nothing there is blind. */
    @Test
    void theRulesOfTheCoreSeeWhatTheyForbid() {
        List.of(
                        noClasses().should().dependOnClassesThat(IO),
                        noClasses().should().dependOnClassesThat(SURROUNDINGS),
                        noClasses().should().callMethodWhere(ASKING),
                        noClasses().should().accessFieldWhere(PRINTING))
                .forEach(rule -> assertThrows(AssertionError.class, () -> rule.check(SHIPPED)));
    }

    @Test
    void onlyDriversTheOsPackageAndTheSwitchsWiresTouchNativeCode() {
        only("java.lang.foreign..", "dev.turnout.ebpf..", "dev.turnout.agent.os..", "dev.turnout.p4.softswitch.wire..")
                .check(SHIPPED);
    }

    @Test
    void onlyTheMqttPackageAndTheFleetSideSpeakMqtt() {
        only("org.eclipse.paho..", "dev.turnout.agent.mqtt..", "dev.turnout.broker..", "dev.turnout.fleetctl..")
                .check(SHIPPED);
    }

    /** A box needs certificates too, but no library for them. */
    @Test
    void onlyTheFleetsAuthorityUsesBouncyCastle() {
        only("org.bouncycastle..", "dev.turnout.fleetctl.ca..").check(SHIPPED);
    }

    @Test
    void onlyTheP4RoomSpeaksGrpcAndP4Runtime() {
        only("io.grpc..", "dev.turnout.p4..").check(SHIPPED);
        only("dev.turnout.p4.runtime..", "dev.turnout.p4..").check(SHIPPED);
    }

    /** From states to entries and back nothing is asked, neither the target nor the machine. */
    @Test
    void entriesOfP4ArePure() {
        GivenClassesConjunction entries = noClasses().that().resideInAPackage("dev.turnout.p4.driver.entries..");
        entries.should()
                .dependOnClassesThat()
                .resideInAPackage("io.grpc..")
                .orShould()
                .dependOnClassesThat(IO)
                .orShould()
                .dependOnClassesThat(SURROUNDINGS)
                .orShould()
                .callMethodWhere(ASKING)
                .check(SHIPPED);
    }

    @Test
    void nobodyLogs() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.apache.logging..")
                .check(SHIPPED.that(not(resideInAPackage("dev.turnout.broker.."))));
    }

    private static ArchRule only(String library, String... users) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(users)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library);
    }

    /** A room and the rooms that it may use, beside itself. */
    @ParameterizedTest
    @CsvSource({
        "dev.turnout.core, ''",
        "dev.turnout.v1, ''",
        "dev.turnout.schema, dev.turnout.core dev.turnout.v1",
        "dev.turnout.ebpf, dev.turnout.core",
        "dev.turnout.p4.runtime, ''",
        "dev.turnout.p4.driver, dev.turnout.core dev.turnout.p4.runtime",
        "dev.turnout.p4.softswitch, dev.turnout.p4.runtime",
        "dev.turnout.broker, ''",
        "dev.turnout.fleetctl, dev.turnout.broker dev.turnout.core dev.turnout.schema dev.turnout.v1",
        "dev.turnout.agent, dev.turnout.broker dev.turnout.core dev.turnout.schema dev.turnout.v1 dev.turnout.ebpf dev.turnout.p4.driver"
    })
    void noRoomImportsARoomBesideIt(String room, String uses) {
        String[] allowed = (room + " " + uses).trim().split(" ", -1);
        for (int i = 0; i < allowed.length; i++) {
            allowed[i] += "..";
        }
        classes()
                .that()
                .resideInAPackage(room + "..")
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage("dev.turnout..")).or(resideInAnyPackage(allowed)))
                .check(SHIPPED);
    }

    @Test
    void coreNeedsNothingButTheJdk() {
        classes()
                .that()
                .resideInAPackage("dev.turnout.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", "dev.turnout.core..")
                .check(SHIPPED);
    }

    @Test
    void everyPackageIsNullMarked() {
        List<String> bare = EVERYTHING.getPackage("dev.turnout").getSubpackagesInTree().stream()
                .filter(each -> !each.getClasses().isEmpty())
                .filter(each -> !each.getName().equals("dev.turnout.v1"))
                .filter(each -> !each.getName().startsWith("dev.turnout.p4.runtime"))
                .filter(each -> !each.getName().endsWith("jmh_generated"))
                .filter(each -> !each.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName)
                .toList();
        assertEquals(List.of(), bare);
    }
}
