using System.Linq.Expressions;
using System.Reflection;

namespace NetSim.Actors.Creation;

/// <summary>Makes an actor by the constructor that an expression names, with arguments that were evaluated once.</summary>
internal sealed class ExpressionProducer(NewExpression call, object?[] arguments) : IIndirectActorProducer
{
    public Type ActorType => call.Type;

    public ActorBase Produce() => (ActorBase)(call.Constructor
        ?? throw new InvalidOperationException($"{call.Type} has no constructor to call.")).Invoke(arguments);

    public void Release(ActorBase actor)
    {
    }
}

/// <summary>Evaluates the arguments of <c>() => new T(a, b.C, …)</c>.</summary>
internal static class FactoryExpression
{
    public static object?[] EvaluateArguments(NewExpression call)
    {
        var values = new object?[call.Arguments.Count];
        for (int i = 0; i < values.Length; i++) values[i] = Evaluate(call.Arguments[i]);
        return values;
    }

    /// <summary>Constants and captured variables, which most arguments are, are read; anything else is interpreted.</summary>
    private static object? Evaluate(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Expression: ConstantExpression closure, Member: FieldInfo field } => field.GetValue(closure.Value),
        _ => Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)(),
    };
}
