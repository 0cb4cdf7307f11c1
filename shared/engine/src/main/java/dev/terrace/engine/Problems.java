package dev.terrace.engine;

/** The problem behind whatever a verb throws. */
record Problems(Reconciler.Translator translator) {

    /**
     * @param making whether something was being made or changed
     * @throws RuntimeException the exception itself, when it is no problem but a fault
     */
    Problem of(RuntimeException exception, boolean making) {
        if (exception instanceof ProblemException known) {
            return known.problem();
        }
        var problem = translator.translate(exception, making);
        if (problem == null) {
            throw exception;
        }
        return problem;
    }
}
