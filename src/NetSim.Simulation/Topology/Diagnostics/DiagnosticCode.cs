namespace NetSim.Simulation.Topology.Diagnostics;

/// <summary>
/// What can be said about a topology file. The numbers are stable: scripts and searches depend on them, so a code that
/// is no longer used is not used again. <see cref="DiagnosticRule"/> has a sentence on each.
/// </summary>
public enum DiagnosticCode
{
    // The file as text and as YAML.
    FileUnreadable = 1,
    FileTooLarge = 2,
    NotUtf8 = 3,
    EmptyFile = 4,
    NotYaml = 5,
    TabInIndentation = 6,
    SeveralDocuments = 7,
    TagRefused = 8,
    DuplicateKey = 9,
    TooDeep = 10,
    TooManyNodes = 11,
    TooManyAliases = 12,
    CyclicAlias = 13,
    UnknownAlias = 14,
    MergeNeedsMapping = 15,
    KeyNotText = 16,

    // The shape: keys, lists, words, numbers.
    UnknownKey = 101,
    MissingKey = 102,
    NotAMapping = 103,
    NotAList = 104,
    NotOneValue = 105,
    MissingValue = 106,
    UnknownWord = 107,
    KeysExclude = 108,
    WrongCount = 109,
    BadName = 110,
    NotYesOrNo = 111,
    KeyNeedsOther = 112,
    NotAnInteger = 120,
    NotANumber = 121,
    OutOfRange = 122,
    NotAPrefix = 123,
    NotAnAddress = 124,
    NotAMacAddress = 125,
    NotAnEndpoint = 126,
    NotAUrl = 127,
    NotAComparison = 128,
    NotADomainName = 129,

    // Quantities.
    NotAQuantity = 130,
    MissingUnit = 131,
    UnknownUnit = 132,
    NegativeQuantity = 133,
    PrecisionLost = 134,
    QuantityTooLarge = 135,

    // Nodes, interfaces, devices.
    KeyNotForKind = 201,
    DuplicateAddress = 202,
    UnusableAddress = 203,
    RouterWithoutAddress = 204,
    InterfaceWithoutAddress = 205,
    DuplicateMacAddress = 206,
    GroupMacAddress = 207,
    MtuTooSmall = 208,
    BadDeviceName = 209,
    DuplicateDevice = 210,
    PluggedTwice = 211,
    Unplugged = 212,
    DeviceInVirtualTime = 213,
    HostSideElsewhere = 214,
    NoCommand = 215,
    VlanOnNoLink = 221,
    DuplicateVlan = 222,
    MirrorOfItself = 223,
    SpanningTreeTimes = 224,
    EdgeWithoutTree = 225,
    BadForward = 230,
    RuleMatchesNothing = 231,

    // Links.
    UnknownNode = 301,
    UnknownInterface = 302,
    UnknownPort = 303,
    SelfLink = 304,
    DuplicateLink = 305,
    UnknownProfile = 306,
    UnusedProfile = 307,
    SubnetMismatch = 308,
    SubnetOnTwoLinks = 309,
    SwitchLoop = 310,
    SwitchNeedsEthernet = 311,
    LinkTakesNoTime = 312,
    MtuAboveLink = 313,
    ReorderWithoutDelay = 314,
    BucketTooSmall = 315,
    KeyNotForQueue = 320,
    QueueParameters = 321,

    // Routes.
    GatewayNotOnLink = 401,
    DuplicateRoute = 402,
    RouteFamilies = 403,
    GatewayIsSelf = 404,
    NoSuchGateway = 405,
    HostBitsInRoute = 406,

    // Applications.
    UnknownTarget = 501,
    NoCommonFamily = 502,
    Unreachable = 503,
    PortClash = 504,
    NobodyListens = 505,
    NeverEnds = 506,
    StopBeforeStart = 507,
    BadRange = 508,
    NeedsEthernet = 509,
    OtherLinkType = 510,
    LongerThanMtu = 511,
    DuplicateApplication = 530,
    UnknownApplication = 531,

    // Events, captures, paths.
    UnknownLink = 601,
    AfterStop = 602,
    DuplicateCapture = 603,
    PathOutside = 604,
    PathUnusable = 605,
    FileMalformed = 606,
    BadFilter = 607,
    NoFilterCompiler = 608,
    SmallCaptureRing = 609,
    TimesClash = 620,
    BadPartition = 621,

    // Expectations.
    ExpectsNothing = 701,

    // Files of others, on import.
    NotImportable = 801,
    PoolTooSmall = 802,
}
