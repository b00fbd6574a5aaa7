using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using NetSim.Actors.Creation;

namespace NetSim.Actors;

/// <summary>How to make an actor. Immutable; one object may make any number of actors.</summary>
public class Props
{
    internal const int UnboundedStash = -1;

    public static readonly Props? None;

    private Props(IIndirectActorProducer producer, object?[] arguments, SupervisorStrategy? supervisorStrategy)
    {
        Producer = producer;
        Arguments = arguments;
        SupervisorStrategy = supervisorStrategy;
    }

    private Props(Props copy)
    {
        Producer = copy.Producer;
        Arguments = copy.Arguments;
        SupervisorStrategy = copy.SupervisorStrategy;
        Group = copy.Group;
        StashCapacity = copy.StashCapacity;
    }

    /// <summary>An actor that handles nothing.</summary>
    public static Props Empty { get; } = new(new ConstructorProducer(typeof(EmptyActor), []), [], supervisorStrategy: null);

    public object?[] Arguments { get; }

    /// <summary>What decides about this actor's children, if not the actor itself; null = the actor's own.</summary>
    public SupervisorStrategy? SupervisorStrategy { get; protected set; }

    public Type Type => Producer.ActorType;

    internal IIndirectActorProducer Producer { get; }

    /// <summary>Nothing is said but who makes the actor, and where it lives.</summary>
    internal bool IsPlain => Arguments.Length == 0 && SupervisorStrategy is null && StashCapacity == UnboundedStash;

    internal LaneGroup? Group { get; private init; }

    internal int StashCapacity { get; private init; } = UnboundedStash;

    /// <summary>
    /// From <c>() => new T(…)</c>. The arguments are evaluated once, here, and used again at each restart.
    /// </summary>
    /// <exception cref="InvalidCastException">The body is not a constructor call.</exception>
    public static Props Create<TActor>(Expression<Func<TActor>> factory, SupervisorStrategy? supervisorStrategy = null)
        where TActor : ActorBase
    {
        ArgumentNullException.ThrowIfNull(factory);
        var call = (NewExpression)factory.Body;
        object?[] arguments = FactoryExpression.EvaluateArguments(call);
        return new Props(new ExpressionProducer(call, arguments), arguments, supervisorStrategy);
    }

    public static Props Create<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TActor>(params object?[] args)
        where TActor : ActorBase => Create(typeof(TActor), args);

    public static Props Create<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TActor>(SupervisorStrategy supervisorStrategy)
        where TActor : ActorBase, new() => new(new ConstructorProducer(typeof(TActor), []), [], supervisorStrategy);

    public static Props Create([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type, params object?[] args)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new Props(new ConstructorProducer(type, args), args, supervisorStrategy: null);
    }

    public static Props CreateBy(IIndirectActorProducer producer, params object?[] args)
    {
        ArgumentNullException.ThrowIfNull(producer);
        return new Props(producer, args, supervisorStrategy: null);
    }

    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy) => new(this) { SupervisorStrategy = supervisorStrategy };

    /// <summary>How many messages the stash of a bounded kind may hold.</summary>
    public Props WithStashCapacity(int stashCapacity) => new(this) { StashCapacity = stashCapacity };

    /// <exception cref="TypeLoadException">The producer threw; what it threw is inside. So do deciders see it on Akka.NET too.</exception>
    public virtual ActorBase NewActor()
    {
        try
        {
            return Producer.Produce();
        }
        catch (Exception cause)
        {
            throw new TypeLoadException($"Error while creating an actor of type {Type}: {cause.Message}", cause);
        }
    }

    internal Props WithGroup(LaneGroup group) => new(this) { Group = group };

    internal void Release(ActorBase actor) => Producer.Release(actor);
}
