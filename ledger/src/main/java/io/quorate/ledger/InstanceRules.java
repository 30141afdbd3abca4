package io.quorate.ledger;

import io.quorate.ledger.Operation.RegisterInstance;
import io.quorate.ledger.accounts.Summary;
import io.quorate.ledger.accounts.Usage;
import io.quorate.ledger.instances.Instance;
import java.util.Optional;

/** RegisterInstance. See ledger.md, Transactions. */
final class InstanceRules {
    private InstanceRules() {}

    // ledger.md, Transactions: again by the same key changes nothing, by another fails
    static Answer register(OperationContext context, RegisterInstance operation) {
        String id = operation.instanceId();
        Optional<Instance> known = Instance.find(context.state(), id);
        if (known.isPresent()) {
            return known.get().key().equals(context.sender())
                    ? new Answer.Done(new Result.Registered(id, context.sender(), false))
                    : Answer.refused(FailureCode.INSTANCE_TAKEN, "instance " + id + " is registered by another key");
        }
        Instance instance = new Instance(id, context.sender(), context.block().height(), context.transactionId());
        Optional<Answer> refused =
                context.charge(new Usage(1, 0, 0, id.length() + context.sender().length()));
        if (refused.isPresent()) {
            return refused.get();
        }
        instance.store(context.state());
        context.count(new Summary(0, 0, 1, 0));
        return new Answer.Done(new Result.Registered(id, context.sender(), true));
    }

    /** Why the sender may not act for an instance, if so. */
    static Optional<Answer> checkOwner(OperationContext context, String id) {
        Optional<Instance> instance = Instance.find(context.state(), id);
        if (instance.isEmpty()) {
            return Optional.of(notRegistered(id));
        }
        return instance.get().key().equals(context.sender())
                ? Optional.empty()
                : Optional.of(
                        Answer.refused(FailureCode.NOT_OWNER, "instance " + id + " is registered by another key"));
    }

    static Answer notRegistered(String id) {
        return Answer.refused(FailureCode.NOT_REGISTERED, "instance " + id + " is not registered");
    }
}
