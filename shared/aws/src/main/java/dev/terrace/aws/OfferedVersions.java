package dev.terrace.aws;

import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.platform.VersionWish;
import java.util.List;
import java.util.function.Supplier;

/** The versions in which a service offers something at its standard price: asked for once, and only when one must be chosen. */
public class OfferedVersions {
    private final String product;
    private final String service;
    private final Supplier<List<String>> ask;
    private List<String> offered;

    /** @param ask the service, for all of them */
    public OfferedVersions(String product, String service, Supplier<List<String>> ask) {
        this.product = product;
        this.service = service;
        this.ask = ask;
    }

    /**
     * A version that runs and meets the wish stays, even when it is offered no longer: only a person decides to upgrade. Otherwise it
     * is the one to {@link #choose}.
     *
     * @param running null where nothing does yet
     */
    public String settle(VersionWish wish, String running) {
        if (running == null) {
            return choose(wish);
        }
        if (wish.isMetBy(running)) {
            return running;
        }
        if (VersionWish.ORDER.compare(running, wish.version()) > 0) {
            throw new ProblemException(Problem.user(
                    "VersionCannotGoBack",
                    "",
                    "%s %s runs, and %s does not go back to %s.".formatted(product, running, service, wish),
                    "Write `version: \"%s\"`, or \"%s+\" to take later ones, too.".formatted(running, wish.version())));
        }
        return choose(wish);
    }

    /** Of the versions that are offered the one to create: see {@link VersionWish#choose}. */
    public String choose(VersionWish wish) {
        try {
            return wish.choose(offered());
        } catch (VersionWish.NotOffered e) {
            throw new ProblemException(
                    Problem.user("VersionNotAvailable", "", product + " " + e.getMessage() + ".", e.remedy()), e);
        }
    }

    private synchronized List<String> offered() {
        if (offered == null) {
            offered = ask.get();
        }
        return offered;
    }
}
