"""What the arguments of the engine's classes and functions mean, one sentence each, where their own docstring has none.

The editor shows these sentences (`playground/view/reference.py`). A line is `name: sentence`, or `Class.name: sentence`
for what the name means in that class and its heirs; a list under "Arguments:" in a class's own docstring goes first.

Layers:
    units: How many numbers the layer gives for each sample, a positive integer.
    activation: The function applied to the result, a name such as `"relu"` or a callable; None changes nothing.
    Activation.activation: The function that the layer applies, a name such as `"relu"` or a callable.
    use_bias: Whether a trainable vector is added.
    name: What it is called in tables, logs and files; made from the class when it is None.
    dtype: The type of the numbers, such as `"float32"`, or a policy such as `"mixed_float16"`.
    trainable: False keeps the weights as they are while a model trains.
    autocast: Whether floating-point inputs are cast to the layer's own type.
    activity_regularizer: A penalty on what the layer gives, added to the loss.
    kernel_initializer: How the matrix that multiplies the inputs begins, a name or an instance.
    bias_initializer: How the added vector begins, a name or an instance.
    kernel_regularizer: A penalty on the matrix, added to the loss, such as `"l2"`.
    bias_regularizer: A penalty on the added vector, added to the loss.
    kernel_constraint: What is done to the matrix after every step, such as `"non_neg"`.
    bias_constraint: What is done to the added vector after every step.
    lora_rank: The rank of an adapter beside the frozen matrix; only None is known here.
    lora_alpha: How much such an adapter counts; only None is known here.
    gptq_unpacked_column_size: How weights of fewer bits are packed; only None is known here.
    use_cudnn: Whether a graphics card's own kernel is used; there is none here.
    quantization_config: How the weights are stored in fewer bits; only None is known here.
    input_shape: The shape of one sample, without the batch axis.
    data_format: Where the channels are: `"channels_last"` or `"channels_first"`; None asks `keras.config`.
    seed: A number, or a SeedGenerator, that makes the random numbers the same in every run.
    padding: `"valid"` adds nothing at the edges, `"same"` adds zeros so that the size stays.
    Conv1D.padding: `"valid"` adds nothing, `"same"` zeros so that the size stays, `"causal"` zeros only before.
    ZeroPadding1D.padding: How many zeros before and after: one number, or a pair.
    ZeroPadding2D.padding: How many zeros at each edge: one number, two, or two pairs.
    ZeroPadding3D.padding: How many zeros at each edge: one number, three, or three pairs.
    cropping: How much is cut off at each edge: one number, or one (or a pair) for each axis.
    axis: The axis, or axes, along which it works; negative numbers count from the end.
    BatchNormalization.axis: The axis of the features, each of which is normalized by itself.
    LayerNormalization.axis: The axis, or axes, over which mean and variance are taken.
    GroupNormalization.axis: The axis of the channels, which are divided into groups.
    UnitNormalization.axis: The axis, or axes, along which the norm becomes 1.
    Normalization.axis: The axes that keep a mean and variance of their own.
    Softmax.axis: The axis along which the numbers add up to 1.
    Concatenate.axis: The axis along which the inputs are put one after the other.
    strides: How far the window moves from one place to the next; one number, or one for each axis.
    filters: How many channels the layer gives, a positive integer.
    kernel_size: How large the window is; one number, or one for each axis.
    groups: Into how many groups the channels are divided, each with filters of its own.
    GroupNormalization.groups: Into how many groups the channels are divided; -1 makes one of each channel.
    dilation_rate: The distance between the inputs that a window looks at; 1 means neighbours.
    output_padding: What is added to one side of the output, to choose among the sizes that fit.
    depth_multiplier: How many channels are made of each channel of the inputs.
    depthwise_initializer: How the filters of the single channels begin.
    depthwise_regularizer: A penalty on the filters of the single channels.
    depthwise_constraint: What is done to the filters of the single channels after every step.
    pointwise_initializer: How the matrix that mixes the channels begins.
    pointwise_regularizer: A penalty on the matrix that mixes the channels.
    pointwise_constraint: What is done to the matrix that mixes the channels after every step.
    pool_size: How large the window is; one number, or one for each axis.
    output_size: How large the output is, whatever the inputs' size; one number, or one for each axis.
    keepdims: Whether the axes that are gone stay, with length 1.
    rate: The share of the inputs that is set to 0 in training, between 0 and 1.
    GaussianDropout.rate: The noise has the standard deviation of a dropout with this rate: √(rate / (1 - rate)).
    noise_shape: The shape of the random choice; 1 for an axis along which the choice is the same.
    stddev: The standard deviation of the random numbers.
    mean: The mean of the random numbers.
    Normalization.mean: The mean to subtract; without it, `adapt` measures it.
    Normalization.variance: The variance to divide by; without it, `adapt` measures it.
    invert: Whether to undo the normalization instead.
    epsilon: A small number that keeps a division from going wrong.
    momentum: How much of the old value stays; near 1 it changes slowly.
    BatchNormalization.momentum: How much of the running mean and variance stays at every step.
    center: Whether a trainable vector, `beta`, is added.
    scale: Whether the result is multiplied by a trainable vector, `gamma`.
    Rescaling.scale: What the inputs are multiplied by.
    beta_initializer: How the added vector begins.
    gamma_initializer: How the vector that multiplies begins.
    beta_regularizer: A penalty on the added vector.
    gamma_regularizer: A penalty on the vector that multiplies.
    beta_constraint: What is done to the added vector after every step.
    gamma_constraint: What is done to the vector that multiplies after every step.
    moving_mean_initializer: How the running mean begins.
    moving_variance_initializer: How the running variance begins.
    synchronized: Whether several devices share their statistics; there is one device here.
    renorm: Whether training uses the running statistics too.
    renorm_clipping: Limits of that correction, a dict of rmax, rmin and dmax.
    renorm_momentum: How much of the statistics for that correction stays at every step.
    rms_scaling: Whether to divide by the root mean square, without subtracting the mean.
    input_dim: How many different numbers come in: the largest plus 1.
    output_dim: How long the vector is that each of them gets.
    embeddings_initializer: How the table of vectors begins.
    embeddings_regularizer: A penalty on the table of vectors.
    embeddings_constraint: What is done to the table of vectors after every step.
    mask_zero: Whether 0 stands for "nothing here", so that later layers leave it out.
    weights: The values that its weights begin with, arrays.
    mask_value: Steps whose features all have this value are left out by later layers.
    layer: The layer that is wrapped.
    cell: The layer that makes one step.
    cells: The cells, each of which gets what the one before it gives.
    recurrent_activation: The function of the gates.
    recurrent_initializer: How the matrix that multiplies the state begins.
    recurrent_regularizer: A penalty on the matrix that multiplies the state.
    recurrent_constraint: What is done to the matrix that multiplies the state after every step.
    unit_forget_bias: Whether the forget gate begins open, with a bias of 1.
    reset_after: Whether the reset gate works after the product with the matrix, or before.
    dropout: The share of the inputs that is set to 0 in training.
    Attention.dropout: The share of the attention weights that is set to 0 in training.
    MultiHeadAttention.dropout: The share of the attention weights that is set to 0 in training.
    recurrent_dropout: The share of the state that is set to 0 in training.
    return_sequences: True gives the output of every step, False that of the last one.
    return_state: Whether the last states are given too.
    go_backwards: Whether to begin with the last step.
    stateful: Whether a call begins with the states that the one before ended with.
    unroll: Whether the loop over the steps is written out; the numbers are the same.
    zero_output_for_mask: Whether masked steps give zeros, and not the output before them.
    merge_mode: How the two directions are joined: `"concat"`, `"sum"`, `"mul"`, `"ave"` or None for both apart.
    backward_layer: The layer for the other direction; None takes one like the first.
    use_scale: Whether the scores are multiplied by a trainable number.
    score_mode: How query and key are compared: `"dot"` or `"concat"`.
    num_heads: How many attentions work side by side.
    key_dim: How long query and key are in each head.
    value_dim: How long the value is in each head; as long as the key when it is None.
    head_dim: How long query, key and value are in each head.
    num_query_heads: How many heads ask.
    num_key_value_heads: How many heads answer, each for a group of those that ask.
    attention_axes: The axes along which attention is paid; all between the batch and the features when it is None.
    output_shape: The shape of the output without the batch axis.
    MultiHeadAttention.output_shape: How long the result is for each position; as long as the query when it is None.
    flash_attention: Whether a faster kernel of the backend is used; the numbers are the same.
    use_gate: Whether a trainable gate multiplies what each head gives.
    sliding_window: How far away a position may look; None means everywhere.
    equation: How the axes are multiplied, in the letters of `einsum`: `"ab,bc->ac"`.
    bias_axes: The letters of the axes that the added vector has.
    function: The function that the layer calls.
    arguments: More keyword arguments for the function, a dict.
    mask: The mask that the layer hands on, or a function that makes it.
    normalize: Whether vectors are brought to length 1 first, which gives their cosine.
    axes: The axis of each input along which the product is summed.
    InputSpec.axes: Which length each axis must have, a dict.
    negative_slope: The slope for numbers below 0 (below the threshold).
    max_value: The largest value; None means no limit.
    threshold: Below this the result is 0 (or small); above it, the input.
    alpha: How far the result goes down for very negative inputs.
    alpha_initializer: How the trainable slopes begin.
    alpha_regularizer: A penalty on the trainable slopes.
    alpha_constraint: What is done to the trainable slopes after every step.
    shared_axes: The axes along which the slope is the same.
    dims: The new order of the axes, counted from 1, without the batch.
    n: How often the vector is repeated.
    target_shape: The new shape without the batch axis; -1 for one axis that follows from the others.
    size: How many times larger each axis becomes.
    interpolation: How new pixels are made: `"nearest"`, `"bilinear"` and others.
    offset: What is added after that.
    height: The height of the images that come out.
    width: The width of the images that come out.
    crop_to_aspect_ratio: Whether edges are cut off rather than the image distorted.
    pad_to_aspect_ratio: Whether edges are filled rather than the image distorted.
    fill_mode: What edges are filled with: `"constant"`.
    fill_value: The number that edges are filled with.
    antialias: Whether an image is smoothed before it gets smaller.
    num_tokens: How many categories there are.
    output_mode: What comes out: `"int"`, `"one_hot"`, `"multi_hot"` or `"count"`.
    sparse: Whether sparse tensors come or go; False here.
    ragged: Whether ragged tensors come; False here.
    bin_boundaries: The numbers between one bin and the next, in order.
    num_bins: How many bins; `adapt` finds the boundaries.
    Discretization.epsilon: How exact the quantiles are that `adapt` finds.
    power_iterations: How many steps the search for the largest singular value makes.
    l1: The factor of the sum of absolute values.
    l2: The factor of the sum of squares.
    shape: The shape of one sample, a tuple without the batch axis; None for an axis of any length.
    InputSpec.shape: The shape that is expected, with the batch axis.
    batch_size: How many samples a batch has, when that is known.
    batch_shape: The whole shape, with the batch axis.
    tensor: A tensor to take as the input.
    input_tensor: A tensor to take as the input.
    optional: Whether None may come instead.
    ndim: How many axes are expected.
    max_ndim: The largest number of axes.
    min_ndim: The smallest number of axes.
    allow_last_axis_squeeze: Whether a last axis of length 1 may be missing.

Models:
    layers: The layers, in order.
    inputs: The tensor, or tensors, with which the model begins.
    outputs: The tensor, or tensors, that the model gives.
    x: The inputs, an array or a structure of arrays.
    y: The targets, an array or a structure of arrays.
    epochs: How many times to go through the data.
    verbose: 0 prints nothing, 1 a progress bar, 2 a line for each epoch.
    callbacks: A list of callbacks, which are told of every batch and epoch.
    validation_split: The share of the data, cut off at the end, that is only evaluated.
    sample_weight: How much each sample counts in the loss.
    class_weight: How much each class counts in the loss, a dict.
    steps: How many batches to take; all of them when it is None.
    return_dict: Whether the results come as a dict with names.
    loss: What training makes smaller, a name such as `"mse"` or an instance.
    optimizer: How the weights are changed, a name such as `"adam"` or an instance.
    metrics: What is watched besides the loss, a list of names or instances.
    jit_compile: Whether the step is compiled; the numbers are the same.
    initial_epoch: The number of the first epoch, to go on with an earlier training.
    validation_steps: How many batches to evaluate after an epoch; all of them when it is None.
    validation_batch_size: How many samples an evaluated batch has.
    line_length: How wide the table is, in characters.
    positions: Where the columns of the table end.
    print_fn: What to call with every line instead of `print`.
    expand_nested: Whether models inside the model are shown with their layers.
    show_trainable: Whether the table says which layers are trained.
    layer_range: The first and the last layer to show, names.
    filepath: The file to write or read; its name ends in `.keras`, `.weights.h5` or `.h5`.
    overwrite: Whether a file of that name may be replaced.
    custom_objects: Your own classes by their names, a dict.

Optimizers:
    learning_rate: How large a step is: a number, or a schedule that changes it.
    weight_decay: The share of every weight that is taken off at each step, times the learning rate.
    clipnorm: The largest norm that the gradient of one variable may have.
    clipvalue: The largest size that an entry of a gradient may have.
    global_clipnorm: The largest norm that all gradients together may have.
    use_ema: Whether a running mean of the weights is kept.
    ema_momentum: How much of that running mean stays at every step.
    ema_overwrite_frequency: After how many steps the running mean becomes the weights; None only at the end of `fit`.
    loss_scale_factor: What the loss is multiplied by, and the gradients divided by, for small float16 numbers.
    gradient_accumulation_steps: Over how many batches gradients are averaged before a step.
    SGD.momentum: How much of the last step is added to the next one; 0.9 carries on, 0 forgets.
    nesterov: Whether the gradient counts where momentum is going, not where the weights are.
    RMSprop.momentum: How much of the last step is added to the next one.
    rho: How much of the mean of squared gradients stays at every step.
    centered: Whether steps are divided by the variance of the gradient, not by its mean square.
    beta_1: How much of the mean gradient stays at every step; near 1 it changes slowly.
    beta_2: How much of the mean squared gradient stays at every step.
    Adamax.beta_2: How much of the largest gradient so far stays at every step.
    Lion.beta_2: How much of the mean gradient is remembered for the next step.
    Lion.beta_1: How much of the mean gradient counts in the sign of this step.
    Optimizer.epsilon: A small number in the divisor, so that a tiny gradient gives no huge step.
    amsgrad: Whether to divide by the largest mean square so far, so that steps never grow again.
    initial_accumulator_value: What the sum of squared gradients begins with, so that the first steps are not huge.
    learning_rate_power: The power of that sum by which steps get smaller, at most 0.
    l1_regularization_strength: A penalty on the size of weights, which makes small ones 0.
    l2_regularization_strength: A penalty on the square of weights.
    l2_shrinkage_regularization_strength: A penalty on the square of weights that the memory of gradients does not see.
    Ftrl.beta: A number added to the root in the divisor: larger, smaller first steps.
    beta_2_decay: How fast the memory of squared gradients grows longer.
    epsilon_1: A small number added to squared gradients.
    epsilon_2: The smallest size of a weight that counts for the size of its steps.
    clip_threshold: The largest root mean square of a step.
    relative_step: Whether the learning rate falls with the steps, 1 / √step at most.
    inner_optimizer: The optimizer that makes the steps.
    initial_scale: What the loss is multiplied by at first.
    dynamic_growth_steps: After how many finite steps the factor is doubled.
    initial_learning_rate: The learning rate at step 0.
    decay_steps: How many steps it takes.
    decay_rate: By what the learning rate is multiplied (or divided) each time.
    staircase: Whether it falls in steps, and not a little every time.
    CosineDecay.alpha: The share of the learning rate that stays in the end.
    CosineDecayRestarts.alpha: The share of the learning rate that each decay ends with.
    warmup_target: The learning rate at the end of the warm-up.
    warmup_steps: How many steps the learning rate rises first.
    first_decay_steps: How many steps the first decay takes.
    t_mul: How many times longer each decay is than the one before.
    m_mul: How many times higher each decay begins than the one before.
    boundaries: The steps after which the next value counts.
    values: The learning rates, one more than boundaries.
    end_learning_rate: The learning rate in the end.
    power: The power of the polynomial; 1 is a straight line.
    cycle: Whether it begins again after `decay_steps`, ever longer.

Losses:
    reduction: How the losses of the samples become one number: `"sum_over_batch_size"` (their mean), `"sum"` or None.
    from_logits: Whether predictions are numbers without a sigmoid or softmax, which the loss then applies itself.
    label_smoothing: How far labels are moved from 0 and 1 towards the middle.
    ignore_class: A class that does not count.
    Loss.axis: The axis of the classes.
    BinaryFocalCrossentropy.alpha: The weight of class 1, between 0 and 1; class 0 gets the rest.
    CategoricalFocalCrossentropy.alpha: The weight of the classes.
    gamma: How little samples count that are right already; 0 is plain cross-entropy.
    Circle.gamma: How steep it is.
    apply_class_balancing: Whether the two classes are weighted with alpha.
    q: Between 0 (cross-entropy) and 1 (mean absolute error, which wrong labels disturb less).
    margin: How far apart the classes are pushed.
    remove_diagonal: Whether a sample is not compared with itself.
    delta: Up to this error the square counts, beyond it the size.
    Tversky.alpha: How much false positives count.
    Tversky.beta: How much false negatives count.
    fn: The function `(y_true, y_pred)` that is computed.
    y_true: What is right.
    y_pred: What the model said.

Metrics:
    Metric.threshold: From which prediction on it counts as class 1.
    thresholds: From which prediction on it counts as class 1; several give several results.
    num_thresholds: How many thresholds the curve is drawn from.
    curve: Which curve: `"ROC"` or `"PR"` (precision against recall).
    summation_method: How the area between two points is measured: `"interpolation"`, `"minoring"` or `"majoring"`.
    multi_label: Whether each column is a label of its own.
    num_labels: How many labels there are.
    label_weights: How much each label counts.
    class_id: The one class that counts; None for all.
    top_k: Only the k highest predictions of a sample count.
    k: The right class must be among so many predictions.
    from_sorted_ids: Whether predictions are class numbers already in order.
    num_classes: How many classes there are.
    target_class_ids: The classes whose overlap is measured.
    sparse_y_true: Whether targets are class numbers, not one-hot rows.
    sparse_y_pred: Whether predictions are class numbers, not rows of probabilities.
    average: How the results of the classes become one: `"micro"`, `"macro"`, `"weighted"` or None for each apart.
    FBetaScore.beta: How many times more recall counts than precision.
    recall: The recall that must be reached.
    precision: The precision that must be reached.
    specificity: The specificity that must be reached.
    sensitivity: The sensitivity that must be reached.
    class_aggregation: How the outputs' results become one: `"uniform_average"` or `"variance_weighted_average"`.
    num_regressors: How many inputs there are, for the adjusted score.

Initializers, regularizers, constraints:
    value: The number that everything becomes.
    minval: The smallest number.
    maxval: The largest number.
    gain: What the matrix is multiplied by.
    VarianceScaling.scale: The variance times the number of inputs (or outputs).
    VarianceScaling.mode: What the variance is divided by: `"fan_in"`, `"fan_out"` or `"fan_avg"`.
    distribution: `"truncated_normal"`, `"untruncated_normal"` or `"uniform"`.
    input_axes: The axes that count as inputs; None takes all but the last.
    output_axes: The axes that count as outputs; None takes the last.
    factor: How much the penalty counts.
    OrthogonalRegularizer.mode: Whether `"rows"` or `"columns"` are made orthogonal.
    min_value: The smallest norm.
    Constraint.max_value: The largest norm.
    Constraint.axis: The axis along which norms are measured.
    Constraint.rate: How far a norm outside is moved: 1 all the way at once.

Callbacks:
    monitor: The number that is watched, such as `"val_loss"`.
    mode: Whether smaller (`"min"`) or larger (`"max"`) is better; `"auto"` sees it by the name.
    min_delta: The smallest change that counts as an improvement.
    patience: After how many epochs without improvement something is done.
    baseline: A value that must be beaten.
    restore_best_weights: Whether the weights of the best epoch come back in the end.
    start_from_epoch: Epochs before this one do not count.
    ReduceLROnPlateau.factor: What the learning rate is multiplied by.
    cooldown: How many epochs to wait after that.
    min_lr: The smallest learning rate.
    initial_value_threshold: A value that must be beaten first.
    save_best_only: Whether only improvements are written.
    save_weights_only: Whether only weights are written, not the whole model.
    save_freq: `"epoch"`, or after how many batches to write.
    backup_dir: The folder for the copy.
    double_checkpoint: Whether the copy before is kept too.
    delete_checkpoint: Whether the copy goes when training ends.
    filename: The file to write.
    separator: What stands between two columns.
    append: Whether to go on with a file that exists.
    schedule: A function `(epoch, learning_rate)` that gives the learning rate.
    on_epoch_begin: A function `(epoch, logs)`, called before each epoch.
    on_epoch_end: A function `(epoch, logs)`, called after each epoch.
    on_train_begin: A function `(logs)`, called before training.
    on_train_end: A function `(logs)`, called after training.
    on_train_batch_begin: A function `(batch, logs)`, called before each batch.
    on_train_batch_end: A function `(batch, logs)`, called after each batch.
    swap_on_epoch: Whether the averaged weights are used at the end of each epoch.
    raise_error: Whether training ends with an error, and not quietly.
    add_history: Whether a History is added.
    add_progbar: Whether a progress bar is added.
    model: The model that trains.

Operations:
    x1: A tensor, or what becomes one.
    x2: A tensor, or what becomes one; axes of length 1 are stretched to fit.
    xs: Tensors, in a list.
    a: A tensor, or what becomes one.
    b: A tensor, or what becomes one.
    indices: Which entries, integers.
    num: How many.
    start: The first number.
    stop: Where it ends.
    step: The distance from one to the next.
    condition: Where it is True, the first value is taken, elsewhere the second.
    x_min: The smallest value.
    x_max: The largest value.
    ord: Which norm.
    descending: Whether the largest comes first.
    sorted: Whether the result is in order.
    approximate: Whether a faster formula is used.
    noise: How far points stray, or how wrong targets are; 0 for none.
    datasets.n: How many samples there are.
"""
