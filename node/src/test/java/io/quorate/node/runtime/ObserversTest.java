package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.port.Observer;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObserversTest {
    private final List<String> told = new ArrayList<>();

    private Observer named(String name) {
        return (Observer) Proxy.newProxyInstance(
                Observer.class.getClassLoader(), new Class<?>[] {Observer.class}, (proxy, method, arguments) -> {
                    told.add(name + " " + method.getName());
                    return null;
                });
    }

    @Test
    void allOfThemAreToldOfAllThatAReplicaTells() throws ReflectiveOperationException {
        Observers both = new Observers(List.of(named("first"), named("second")));
        List<String> expected = new ArrayList<>();

        for (Method method : Observer.class.getMethods()) {
            var unused = method.invoke(both, new Object[method.getParameterCount()]);
            expected.addAll(List.of("first " + method.getName(), "second " + method.getName()));
        }

        assertThat(told).isEqualTo(expected).hasSizeGreaterThan(20);
    }
}
