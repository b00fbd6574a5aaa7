using System.Diagnostics.CodeAnalysis;

namespace NetSim.Actors;

/// <summary>An answer that says whether it worked. To an Ask, a failure is an exception.</summary>
public abstract class Status
{
    private protected Status()
    {
    }

    [SuppressMessage("Design", "CA1051:Do not declare visible instance fields", Justification = "They are fields in Akka.NET.")]
    public sealed class Success(object? status) : Status
    {
        public static readonly Success Instance = new(null);

        public readonly object? Status = status;

        public override string ToString() => $"Success: {Status}";
    }

    [SuppressMessage("Design", "CA1051:Do not declare visible instance fields", Justification = "They are fields in Akka.NET.")]
    public sealed class Failure : Status
    {
        public readonly Exception? Cause;

        public readonly object? State;

        public Failure(Exception? cause)
            : this(cause, state: null)
        {
        }

        public Failure(Exception? cause, object? state) => (Cause, State) = (cause, state);

        public override string ToString() => $"Failure: {Cause}";
    }
}

/// <summary>A result that says nothing but that it is over.</summary>
public sealed class Done
{
    public static readonly Done Instance = new();

    private Done()
    {
    }
}
