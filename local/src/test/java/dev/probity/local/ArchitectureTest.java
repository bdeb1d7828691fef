// SPDX-License-Identifier: Apache-2.0
package dev.probity.local;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The layering of the house: each rule with its reason, each kind of rule seen to fail once. */
class ArchitectureTest {
  private static final String HOUSE = "dev.probity.";
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.probity");

  private static final List<String> PROCESSORS =
      List.of("ingest", "scorer", "explainer", "auditsink", "driftmonitor", "trainer");
  private static final Map<String, Set<String>> ALLOWED =
      Map.of(
          "topics", Set.of(),
          "model", Set.of(),
          "ingest", Set.of("topics"),
          "scorer", Set.of("topics", "model"),
          "explainer", Set.of("topics", "model"),
          "driftmonitor", Set.of("topics", "model"),
          "trainer", Set.of("topics", "model"),
          "auditsink", Set.of("topics"));

  private static final DescribedPredicate<JavaClass> SHELL = resideInAPackage("..io..");
  private static final DescribedPredicate<JavaClass> PURE =
      DescribedPredicate.not(SHELL).and(resideInAPackage("dev.probity.."));

  @Test
  void theWholeHouseIsLookedAt() {
    assertTrue(MAIN.size() > 400, "imported only " + MAIN.size() + " classes");
    for (String module : ALLOWED.keySet()) {
      assertTrue(
          MAIN.stream().anyMatch(type -> type.getPackageName().startsWith(HOUSE + module)), module);
    }
  }

  @Test
  void modelNeedsNothingButAJdk() {
    check(
        classes()
            .that()
            .resideInAPackage("dev.probity.model..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.probity.model..", "java..", "org.jspecify..")
            .because("an auditor must be able to recompute a decision with nothing but a JDK"));
  }

  @Test
  void pureClassesDoNotKnowTheShell() {
    check(
        noClasses()
            .that(PURE)
            .should()
            .dependOnClassesThat(SHELL.and(resideInAPackage("dev.probity..")))
            .because("replay and proof rest on code that cannot see the world"));
  }

  @Test
  void pureClassesCannotReachTheWorld() {
    check(
        noClasses()
            .that(PURE)
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(
                        "java.net..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.sql..",
                        "javax.sql..",
                        "jakarta..",
                        "io.quarkus..",
                        "io.smallrye..",
                        "org.eclipse.microprofile..",
                        "io.micrometer..",
                        "org.slf4j..",
                        "org.apache.kafka.clients..")
                    .and(DescribedPredicate.not(VALUES_OF_CLIENTS))
                    .or(THREADS_AND_FILES))
            .because("what is not reachable cannot be misused"));
  }

  private static final DescribedPredicate<JavaClass> VALUES_OF_CLIENTS =
      new DescribedPredicate<>("java.net.URI") {
        @Override
        public boolean test(JavaClass type) {
          return type.getName().equals("java.net.URI")
              || type.getName().equals("java.net.URISyntaxException");
        }
      };

  private static final DescribedPredicate<JavaClass> THREADS_AND_FILES =
      new DescribedPredicate<>("executors, threads and files") {
        private final Set<String> names =
            Set.of("java.lang.Thread", "java.util.concurrent.ForkJoinPool");

        @Override
        public boolean test(JavaClass type) {
          return names.contains(type.getName())
              || type.getName().startsWith("java.io.File")
              || type.getName().startsWith("java.util.concurrent.Executor")
              || type.getName().startsWith("java.util.concurrent.ThreadPool");
        }
      };

  @Test
  void pureClassesReadNoClockNoRandomnessNoEnvironment() {
    check(
        noClasses()
            .that(PURE)
            .should()
            .accessTargetWhere(WORLD)
            .because("the same offsets must give the same bytes"));
  }

  private static final DescribedPredicate<JavaAccess<?>> WORLD =
      new DescribedPredicate<>("clock, randomness or environment") {
        private final Map<String, Set<String>> methods =
            Map.ofEntries(
                Map.entry("java.time.Instant", Set.of("now")),
                Map.entry("java.time.LocalDate", Set.of("now")),
                Map.entry("java.time.LocalDateTime", Set.of("now")),
                Map.entry("java.time.ZonedDateTime", Set.of("now")),
                Map.entry("java.time.OffsetDateTime", Set.of("now")),
                Map.entry("java.time.Clock", Set.of("systemUTC", "systemDefaultZone", "system")),
                Map.entry("java.time.InstantSource", Set.of("system")),
                Map.entry(
                    "java.lang.System",
                    Set.of("currentTimeMillis", "nanoTime", "getenv", "getProperty")),
                Map.entry("java.util.Random", Set.of("<init>")),
                Map.entry("java.security.SecureRandom", Set.of("<init>")),
                Map.entry("java.lang.Math", Set.of("random")),
                Map.entry("java.util.concurrent.ThreadLocalRandom", Set.of("current")),
                Map.entry("java.util.UUID", Set.of("randomUUID")));

        /** These hand a given seed to the JDK's generator of keys, and draw nothing. */
        private final Set<String> seeds =
            Set.of(
                "dev.probity.model.bundle.Ed25519$Seed", "dev.probity.auditsink.note.Ed25519$Seed");

        @Override
        public boolean test(JavaAccess<?> access) {
          AccessTarget target = access.getTarget();
          if (seeds.contains(access.getOriginOwner().getName())) {
            return false;
          }
          return methods
              .getOrDefault(target.getOwner().getName(), Set.of())
              .contains(target.getName());
        }
      };

  @Test
  void eachModuleImportsOnlyWhatTheDesignAllows() {
    ALLOWED.forEach(
        (module, allowed) -> {
          String[] forbidden =
              MAIN.stream()
                  .map(ArchitectureTest::module)
                  .distinct()
                  .filter(other -> !other.isEmpty())
                  .filter(other -> !other.equals(module) && !allowed.contains(other))
                  .map(other -> HOUSE + other + "..")
                  .toArray(String[]::new);
          check(
              noClasses()
                  .that()
                  .resideInAPackage(HOUSE + module + "..")
                  .should()
                  .dependOnClassesThat()
                  .resideInAnyPackage(forbidden)
                  .because("independent processors fail, deploy and are audited alone"));
        });
  }

  private static String module(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith(HOUSE) ? name.substring(HOUSE.length()).split("\\.", 2)[0] : "";
  }

  @Test
  void streamsPlumbingStaysInItsRoom() {
    check(
        noClasses()
            .that(
                DescribedPredicate.not(SHELL)
                    .and(DescribedPredicate.not(NAMED_AS_PLUMBING))
                    .and(resideInAPackage("dev.probity..")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka.streams..")
            .because("stream plumbing must not become the language of the domain"));
  }

  /** A topology or processor, or a class nested in one. */
  private static final DescribedPredicate<JavaClass> NAMED_AS_PLUMBING =
      new DescribedPredicate<>("named *Topology or *Processor") {
        @Override
        public boolean test(JavaClass type) {
          String outer = type.getName().replaceFirst("\\$.*", "");
          return outer.endsWith("Topology") || outer.endsWith("Processor");
        }
      };

  @Test
  void onlyTheLearnerClassesLoadTheirLibraries() {
    for (String[] pair :
        new String[][] {{"XgboostLearner", "ml.dmlc.."}, {"SmileLearner", "smile.."}}) {
      check(
          noClasses()
              .that(DescribedPredicate.not(within("dev.probity.trainer.io." + pair[0])))
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(pair[1])
              .because("one class to replace for a licence or a crash; serving loads neither"));
    }
  }

  /** A class, or a class nested in it. */
  private static DescribedPredicate<JavaClass> within(String name) {
    return new DescribedPredicate<>(name) {
      @Override
      public boolean test(JavaClass type) {
        return type.getName().equals(name) || type.getName().startsWith(name + "$");
      }
    };
  }

  @Test
  void whoeverOpensProtectedAttributesFitsInOneList() {
    String token = "dev.probity.topics.record.FairnessAccess";
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "dev.probity.topics..",
                "dev.probity.driftmonitor..",
                "dev.probity.trainer..",
                "dev.probity.console..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName(token)
            .because("scoring and explaining cannot obtain the token"));
  }

  @Test
  void oneWriterAndOneReaderOfTheLedger() {
    check(
        noClasses()
            .that(
                resideInAPackage("dev.probity..")
                    .and(DescribedPredicate.not(resideInAPackage("dev.probity.auditsink.io..")))
                    .and(DescribedPredicate.not(resideInAPackage("dev.probity.console.io..")))
                    .and(
                        new DescribedPredicate<>("other than the two that open no ledger") {
                          @Override
                          public boolean test(JavaClass type) {
                            return !type.getName()
                                    .startsWith("dev.probity.local.io.EmbeddedPostgres")
                                // The slot of a company's own database, which is captured.
                                && !type.getName().startsWith("dev.probity.ingest.io.SlotWatch")
                                && !type.getName().equals("dev.probity.ingest.io.ChangeCapture");
                          }
                        }))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.sql..")
            .because("nobody else opens the ledger"));
  }

  @Test
  void everythingCanBeBuiltWithNew() {
    for (String annotation :
        List.of(
            "jakarta.inject.Inject",
            "org.eclipse.microprofile.config.inject.ConfigProperty",
            "jakarta.persistence.Entity")) {
      check(
          noFields()
              .should()
              .beAnnotatedWith(annotation)
              .because("what cannot be built with new can be neither tested nor wired twice"));
    }
  }

  /** RT-64. */
  @Test
  void dataNeverBecomesCode() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.probity..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ObjectInputStream.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ObjectOutputStream.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("javax.xml..")
            .orShould()
            .callMethod(Class.class, "forName", String.class)
            .because("a model or message must never execute code or expand"));
  }

  @Test
  void packagesOfAModuleReadInOneDirection() {
    for (String module : ALLOWED.keySet()) {
      check(
          slices()
              .matching(HOUSE + module + ".(**)")
              .should()
              .beFreeOfCycles()
              .allowEmptyShould(true)
              .because("a newcomer can read in one direction"));
    }
    for (String processor : PROCESSORS) {
      check(
          noClasses()
              .that()
              .resideInAPackage(HOUSE + processor + "..")
              .should()
              .dependOnClassesThat()
              .resideInAPackage("dev.probity.local..")
              .because("local is the roof, not a floor"));
    }
  }

  @Test
  void recordsHoldNoArrays() {
    check(
        fields()
            .that()
            .areDeclaredInClassesThat()
            .areRecords()
            .and()
            .areNotStatic()
            .should()
            .notHaveRawType(
                new DescribedPredicate<>("an array") {
                  @Override
                  public boolean test(JavaClass type) {
                    return type.isArray();
                  }
                })
            .because("equality, hashing and immutability come for free"));
  }

  @Test
  void methodReferencesToTheClockAreSeenToo() {
    JavaClasses fixture = new ClassFileImporter().importClasses(ReadsTheClock.class);
    ArchRule rule = noClasses().should().accessTargetWhere(WORLD);
    assertFalse(rule.evaluate(fixture).getFailureReport().isEmpty(), "the guard did not fire");
  }

  @Test
  void aRecordWithAnArrayIsCaught() {
    JavaClasses fixture = new ClassFileImporter().importClasses(HoldsAnArray.class);
    ArchRule rule = fields().that().areNotStatic().should().notHaveRawType(byte[].class);
    assertFalse(rule.evaluate(fixture).getFailureReport().isEmpty(), "the guard did not fire");
  }

  private static void check(ArchRule rule) {
    rule.check(MAIN);
  }

  /** Breaks the rule about clocks on purpose. */
  static final class ReadsTheClock {
    Supplier<Instant> clock = Instant::now;
  }

  /** Breaks the rule about records on purpose. */
  record HoldsAnArray(byte[] bytes) {}
}
