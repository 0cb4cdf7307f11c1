package dev.terrace.aws;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * What fakes of AWS's services have in common: each says how it answers the requests that it knows, and all of these are written down. The
 * client refuses others, as every client of the SDK does whose operation is not implemented.
 *
 * @param <C> the service's client
 */
public class FakeClient<C extends SdkClient> {
    /** By the kind of request; null stands for an answer without content. */
    private final Map<Class<?>, Function<SdkRequest, ? extends SdkResponse>> answers = new HashMap<>();

    private final List<SdkRequest> requests = Collections.synchronizedList(new ArrayList<>());
    private final Class<C> service;

    public FakeClient(Class<C> service) {
        this.service = service;
    }

    /** What the code under test calls. */
    public final C client() {
        return service.cast(Proxy.newProxyInstance(service.getClassLoader(), new Class<?>[] {service}, this::invoke));
    }

    /** All requests, in order. */
    public final List<SdkRequest> requests() {
        return requests;
    }

    /** The requests of one kind. */
    public final <Q extends SdkRequest> List<Q> requests(Class<Q> kind) {
        return requests.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Answers requests of this kind so. */
    public final <Q extends SdkRequest> FakeClient<C> on(Class<Q> kind, Function<Q, ? extends SdkResponse> answer) {
        answers.put(kind, request -> answer.apply(kind.cast(request)));
        return this;
    }

    /** Does this about requests of this kind, and has nothing to tell. */
    public final <Q extends SdkRequest> FakeClient<C> takes(Class<Q> kind, Consumer<Q> effect) {
        answers.put(kind, request -> {
            effect.accept(kind.cast(request));
            return null;
        });
        return this;
    }

    /** Takes requests of these kinds, and does nothing about them. */
    @SafeVarargs
    public final FakeClient<C> takes(Class<? extends SdkRequest>... kinds) {
        for (var kind : kinds) {
            takes(kind, _ -> {});
        }
        return this;
    }

    /** Operations on requests; all that the SDK makes of these, as paginators, is in the client's default methods. */
    private Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        var response = method.getReturnType();
        if (SdkResponse.class.isAssignableFrom(response)
                && arguments[0] instanceof SdkRequest request
                && answers.containsKey(request.getClass())) {
            requests.add(request);
            var answer = answers.get(request.getClass()).apply(request);
            return answer == null ? empty(response) : answer;
        }
        return InvocationHandler.invokeDefault(proxy, method, arguments);
    }

    private static Object empty(Class<?> response) throws ReflectiveOperationException {
        return ((SdkBuilder<?, ?>) response.getMethod("builder").invoke(null)).build();
    }
}
